"""Whose a secret is that its server replaced."""

from pathlib import Path

import pytest
from msgspec import structs

from quelia.app.lender import Lender
from quelia.domain.source import Auth
from quelia.sources.redact import Redactor
from quelia.store.keyring import KeyRing
from quelia.store.vault import Vault
from tests.live.road import a_catalog, a_source

ENTRY = Auth(scheme="oauth2", user="app", token_url="https://auth.example.org/token", grant="refresh_token")
KEY = Auth(scheme="header", name="X-Key")


@pytest.fixture
def lender(tmp_path: Path) -> Lender:
    """With a source, a draft of it, and a source of somebody else."""
    lender = Lender(Vault(KeyRing.open(tmp_path)), Redactor())
    draft = structs.replace(a_source(1, auth=(KEY, structs.replace(ENTRY, scope="all"))), id=-3, draft=True, draft_of=1)
    other = a_source(2, auth=(structs.replace(ENTRY, user="other"),))
    lender.use(a_catalog(a_source(1, auth=(ENTRY,)), draft, other), {})
    return lender


@pytest.mark.parametrize("asked", [{}, {"scope": "read"}, {"place": "body"}])
def test_it_is_that_of_all_who_show_it_to_the_same_server(lender: Lender, asked: dict[str, str]) -> None:
    assert lender.holders(structs.replace(ENTRY, **asked)) == [(1, 0), (-3, 1)]


def test_it_is_nobodys_where_another_server_is_shown_it(lender: Lender) -> None:
    assert lender.holders(structs.replace(ENTRY, token_url="https://elsewhere.example.org/token")) == []
