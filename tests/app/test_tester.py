"""The tester as it is put together: what has no end of its own is given one."""

import asyncio

import pytest

import tests.admin.office  # noqa: F401 - Django must be set up
from quelia.app import tester
from quelia.app.lender import Lender
from quelia.settings import Settings
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.redact import Redactor
from quelia.sources.trace import Trial
from quelia.sources.tried import Tried
from quelia.store.keyring import KeyRing
from quelia.store.vault import Vault
from tests.live.road import a_source


async def _unheard(host: str) -> list[str]:
    """A name server that says nothing."""
    await asyncio.Event().wait()
    raise AssertionError(host)


async def test_a_name_server_that_says_nothing_is_a_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tester, "_LONGEST_S", 0.05)
    vault, redactor = Vault(KeyRing("k", {"k": b"k" * 32})), Redactor()
    reader = Reader(Guard(), resolve=_unheard)
    made = tester.Tester(Settings(), vault, (), reader, Lender(vault, redactor), redactor)
    source = a_source(1)
    outcome = await made.pages.for_links(source, Trial(source, ()))
    await made.close()
    await reader.close()
    assert [(each.mark, each.code) for each in outcome.verdicts] == [("broken", "timeout")]


async def test_owners_who_try_leave_half_of_the_threads_to_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hanging(*_: object) -> Tried:
        await asyncio.Event().wait()
        raise AssertionError

    vault, redactor = Vault(KeyRing("k", {"k": b"k" * 32})), Redactor()
    reader = Reader(Guard())
    made = tester.Tester(Settings(), vault, (), reader, Lender(vault, redactor), redactor)
    monkeypatch.setattr(made, "_stranger", hanging)
    trial = Trial(a_source(1), ())
    trying = [asyncio.create_task(made.invited(f"invitation {number}", trial, ())) for number in range(4)]
    await asyncio.sleep(0)
    assert await made.invited("invitation 5", trial, ()) is None
    for each in trying:
        each.cancel()
    await asyncio.gather(*trying, return_exceptions=True)
    await made.close()
    await reader.close()
