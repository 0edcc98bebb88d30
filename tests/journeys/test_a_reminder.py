"""Owners are reminded by the process that serves, once, whatever is restarted."""

import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.utils import parseaddr
from pathlib import Path

from quelia.onboarding.invitation import LIFE
from tests.journeys.letterbox import invite
from tests.journeys.service import Service
from tests.store.cellar import OWNER, PLANT, table

_END = b"-" * 79 + b"\n"  # of a mail that is whole, as Django writes it


def reminded(service: Service) -> list[str]:
    """The addresses that an e-mail went to; without a mail server each is a file."""
    written = [file.read_bytes() for file in (service.data / "mail").glob("*")]
    mails = [message_from_bytes(each, policy=policy.default) for each in written if each.endswith(_END)]
    return sorted(parseaddr(str(mail["To"]))[1] for mail in mails)


def await_reminders(service: Service, count: int) -> None:
    until = time.monotonic() + 30
    while len(reminded(service)) < count:
        assert time.monotonic() < until, service.log
        time.sleep(0.05)  # it is written by another process; the bound is above


def invited(service: Service, plant: str, email: str) -> str:
    """Five and a half days ago. Returns the link."""
    link = invite(service, str(OWNER["slug"]), plant, email=email)
    with closing(sqlite3.connect(service.data / "quelia.sqlite3")) as connection, connection:
        until = datetime.now(UTC) + timedelta(days=1.5)
        moved = (str((until - LIFE).replace(tzinfo=None)), str(until.replace(tzinfo=None)), email)
        connection.execute("UPDATE store_invitation SET made_at = ?, until = ? WHERE email = ?", moved)
    return link


def test_an_owner_is_reminded_once_whatever_is_restarted(tmp_path: Path) -> None:
    service = Service(tmp_path, QUELIA_PUBLIC_URL="http://localhost:8000")
    other = {**PLANT, "slug": "other", "name": "Autre"}
    service.load("\n".join((table("owner", OWNER), table("plant", PLANT), table("plant", other))))
    link = invited(service, str(PLANT["slug"]), "a@soleil.example")
    service.start()
    try:
        await_reminders(service, 1)
        (mail,) = (service.data / "mail").glob("*")
        body = message_from_bytes(mail.read_bytes(), policy=policy.default).get_body(("plain",))
        assert body is not None
        assert link in body.get_content()
        service.kill()
        # whoever is reminded next shows that it was looked once more
        invited(service, "other", "b@soleil.example")
        service.start()
        await_reminders(service, 2)
    finally:
        service.stop()
    assert reminded(service) == ["a@soleil.example", "b@soleil.example"]
    assert "Traceback" not in service.log
