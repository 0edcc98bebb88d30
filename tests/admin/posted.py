"""The way to a mail server that is one, as QUELIA_SMTP and QUELIA_CA_FILE give it to the office."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme
from django.test import override_settings

from quelia.admin.settings import values
from quelia.settings import Settings
from tests.journeys.post import MailServer

USER, PASSWORD = "quelia@mairie.example", "p@ss/wôrd: 4711"


@contextmanager
def posted(smtp: str, ca_file: str = "") -> Iterator[None]:
    """What is sent meanwhile goes there. It is waited for one second."""
    told = values(Settings(smtp=smtp, ca_file=ca_file, contact_email="contact@quelia.example"), [b"k"])
    names = [name for name in told if name.startswith("EMAIL_")] + ["DEFAULT_FROM_EMAIL", "QUELIA_CA_FILE"]
    with override_settings(**{name: told[name] for name in names} | {"EMAIL_TIMEOUT": 1}):
        yield


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def mail_server(authority: trustme.CA, tmp_path: Path) -> Iterator[MailServer]:
    """With STARTTLS and a password, and what is sent goes there."""
    server = MailServer(authority, accounts={USER: PASSWORD})
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    with posted(server.url(USER), str(tmp_path / "authority.pem")):
        yield server
    server.close()
