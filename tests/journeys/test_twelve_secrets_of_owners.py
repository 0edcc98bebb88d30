"""Twelve secrets that owners type on their invitations, for servers that say them back: nobody sees one again."""

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import quote_plus

import aiohttp
import pytest

from tests.journeys.hands import Hands
from tests.journeys.letterbox import invite
from tests.journeys.office import PASSWORD, Office
from tests.journeys.traces import SECRETS, traces
from tests.sources.faults import FaultServer
from tests.store.cellar import OWNER, table

OPERATOR, EMAIL, USER = "lea@quelia.example", "jean@soleil.example", "technicien"
_SCHEMES = ("query", "basic")  # those that can show any secret
_FIELDS = (
    "paste", "project", "url", "scheme", "name", "user", "secret", "path", "unit", "unit_other", "sample", "contact_name",
    "contact_email", "contact_phone", "comment",
)  # fmt: skip


def plant(number: int) -> dict[str, object]:
    return {
        "slug": f"p{number}", "owner": "soleil", "name": f"Centrale {number}", "energy": "wind",
        "latitude": 47.0 + number / 10, "longitude": 1.0, "published": False,
    }  # fmt: skip


def echo(secret: str) -> str:
    """An answer that says the secret back wherever one may stand."""
    return json.dumps({"power": 12.5, "said": secret, "list": [secret], secret: 1, "text": f"key={secret};"})


def form(number: int, url: str, **more: str) -> dict[str, str]:
    """What a browser sends of the form, without a secret."""
    scheme = _SCHEMES[number % 2]
    return dict.fromkeys(_FIELDS, "") | {
        "url": url, "scheme": scheme, "name": "key" if scheme == "query" else "",
        "user": USER if scheme == "basic" else "", "contact_email": EMAIL, **more,
    }  # fmt: skip


async def answer(hands: Hands, path: str, number: int, port: int) -> None:
    """In every field where a secret might be typed, by every button, and with mistakes."""
    secret, url = SECRETS[number], f"http://127.0.0.1:{port}/live"
    good = {"path": "power", "unit": "kW"}
    await hands.get(path)
    await hands.post(path, form(number, url, secret=secret, path="a[", read="1"), f"{number} wrong")
    for label, more in (
        ("look", {"secret": secret, "try": "1"}),
        ("value", {**good, "try": "1"}),
        ("lost", {"path": "nowhere", "unit": "kW", "try": "1"}),
        ("take", {"take": "$.power|", "unit": "MW"}),
        ("sample", {**good, "secret": secret, "sample": echo(secret), "comment": f"La clé : {secret}", "read": "1"}),
        ("broken", {"secret": secret, "sample": f"{{{secret}", "read": "1"}),
        (
            "path",
            {"secret": secret, "path": f"$[{json.dumps(secret)}]", "unit": "kW", "sample": echo(secret), "read": "1"},
        ),
        ("people", {"secret": secret, "contact_name": secret, "contact_phone": secret, "project": secret, "read": "1"}),
        ("command", {"paste": f"curl -H {json.dumps('X-API-Key: ' + secret)} {url}", "fill": "1"}),
    ):
        await hands.post(path, form(number, url, **more), f"{number} {label}")
    for label, address in (
        ("in the address", f"{url}?a=1&api_key={quote_plus(secret)}"),
        ("with its user", f"http://{USER}:{quote_plus(secret)}@127.0.0.1:{port}/live"),
        ("behind", f"{url}#token={quote_plus(secret)}"),
        ("elsewhere", f"https://10.0.0.1/?token={quote_plus(secret)}"),
    ):
        await hands.post(path, form(number, address, scheme="", name="", user="", read="1"), f"{number} {label}")
    await hands.post(path, form(number, url, **good, secret=secret, send="1"), f"{number} left")
    await hands.get(path)
    status, _ = await hands.post(path, form(number, url, **good, send_anyway="1"), f"{number} send")
    assert status == 303
    await hands.get(path)


async def review(hands: Hands, number: int) -> bool:
    """What an operator does with an answer. Returns whether it became a source."""
    path = f"/admin/reponses/{number}/"
    status, _ = await hands.get(path)
    assert status == 200
    for below in ("essayer/", "contact/", "ecrire/"):
        await hands.post(path + below, {})
    await hands.get(f"/admin/sources/nouvelle/?answer={number}")
    await hands.get(path + "ecarter/")
    status, _ = await hands.post(path + ("accepter/" if number % 4 else "ecarter/"), {})
    await hands.get(path)
    return status == 302 and number % 4 > 0


def pages(said: Mapping[str, bytes]) -> list[str]:
    """Where answers fare, as the browsers were told."""
    found = (re.search(rb"[Ll]ocation', b'(/suivi/[^']+)'", content) for content in said.values())
    return [each[1].decode() for each in found if each is not None]


async def look_everywhere(office: Office, links: list[str]) -> dict[str, bytes]:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(FaultServer([[{"answer": echo(secret)}]])) for secret in SECRETS]
        operator, owner = [await stack.enter_async_context(Hands(office.url, name)) for name in ("operator", "owner")]
        for number, server in enumerate(servers):
            await answer(owner, links[number].removeprefix(office.url), number, server.port)
            assert server.requests, "the secret was shown where it belongs"
        states = pages(owner.said)
        assert len(states) == len(SECRETS)
        for path in states:
            status, _ = await owner.get(path)
            assert status == 200
        await operator.choose(office.create(OPERATOR), PASSWORD)
        await operator.enter(OPERATOR, PASSWORD)
        accepted = [await review(operator, number + 1) for number in range(len(SECRETS))]
        assert any(accepted)
        for path in states:
            await owner.get(path)
        for path in ("", "journal/", "centrales/", "sources/", "reponses/", "centrales/p0/", "sources/p0-power/"):
            await operator.get(f"/admin/{path}")
        async with aiohttp.ClientSession() as session, session.get(f"{office.url}/metrics") as got:
            operator.said["metrics"] = await got.read()
        return operator.said | owner.said


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("secrets")
    office = Office(folder, reach="127.0.0.0/8", open_to_strangers=True, QUELIA_LOG_LEVEL="debug")
    plants = "\n".join(table("plant", plant(number)) for number in range(len(SECRETS)))
    office.service.load(f"{table('owner', OWNER)}\n{plants}")
    office.open()
    try:
        links = [
            invite(office.service, "soleil", f"p{number}", email=EMAIL, lang=("fr", "en")[number % 2])
            for number in range(len(SECRETS))
        ]
        said = asyncio.run(look_everywhere(office, links))
        files = {f"file {file.name}": file.read_bytes() for file in office.service.data.rglob("*") if file.is_file()}
    finally:
        office.service.stop()
    tokens = [link.rpartition("/")[2].encode() for link in links]
    log = office.service.log.encode()
    assert not any(token in log for token in tokens)
    return said | files | {"log": log}


def test_what_was_looked_at_is_all_there_is(found: dict[str, bytes]) -> None:
    assert len(found) > 12 * len(SECRETS)
    assert any(place.startswith("file quelia.sqlite3") for place in found)
    assert any("Subject:" in content.decode("latin-1") for place, content in found.items() if "file" in place)
    assert any(b'data-value="12.5"' in content for content in found.values())


def test_no_secret_is_found_anywhere(found: dict[str, bytes]) -> None:
    assert traces(found, SECRETS, USER) == []
