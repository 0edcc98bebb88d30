"""Twelve secrets typed in the office, for servers that say them back: nobody sees one again, whatever he asks for."""

import asyncio
import json
import re
import shlex
import time
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
from django.urls import reverse

import tests.admin.office  # noqa: F401 - Django is set up before its routes are asked for
from quelia.admin.access import ACCESS
from tests.admin.test_access import ROUTES
from tests.journeys.hands import Hands
from tests.journeys.office import PASSWORD, Office
from tests.journeys.traces import SECRETS, traces
from tests.sources.faults import FaultServer
from tests.store.cellar import OWNER, table

OPERATOR, SOMEBODY, USER = "lea@quelia.example", "jean@soleil.example", "technicien"
_SCHEMES = ("query", "basic")  # those that can show any secret


def plant(number: int) -> dict[str, object]:
    return {
        "slug": f"p{number}", "owner": "soleil", "name": f"Centrale {number}", "energy": "wind",
        "latitude": 47.0 + number / 10, "longitude": 1.0, "published": number % 2 == 0,
    }  # fmt: skip


def form(number: int, port: int, secret: str, **more: str) -> dict[str, str]:
    """What a browser sends of the page of a source, with one key and one point."""
    scheme = _SCHEMES[number % 2]
    return {
        "url": f"http://127.0.0.1:{port}/live", "interval_s": "2", "history_s": "60", "timeout_s": "1",
        "null": "no_production", "night": "as_read", "timezone": "Europe/Paris",
        "key-TOTAL_FORMS": "1", "key-INITIAL_FORMS": "0", "point-TOTAL_FORMS": "1", "point-INITIAL_FORMS": "0",
        "key-0-type": scheme, "key-0-name": "key" if scheme == "query" else "", "key-0-secret": secret,
        "key-0-user": USER if scheme == "basic" else "",
        "point-0-plant": f"p{number}", "point-0-quantity": "power", "point-0-path": "power", "point-0-unit": "kW",
        "point-0-number": "json", "point-0-pick": "only", **more,
    }  # fmt: skip


def echo(secret: str) -> str:
    """An answer that says the secret back wherever one may stand."""
    return json.dumps({"power": 12.5, "said": secret, "list": [secret], secret: 1, "text": f"key={secret};"})


async def work(hands: Hands, number: int, port: int) -> None:
    """Make a source, wrongly first; edit it; renew its secret with the next of the twelve."""
    secret, other = SECRETS[number], SECRETS[(number + 1) % len(SECRETS)]
    new, edit = "/admin/sources/nouvelle/", f"/admin/sources/p{number}-power/modifier/"
    await hands.get(new)
    for label, more in (
        ("try", {"try": "1"}), ("look", {"try": "1", "point-0-path": ""}), ("lost", {"try": "1", "point-0-path": "nowhere"}),
        ("more", {"add_key": "1"}), ("wrong", {"save": "1", "interval_s": "0"}), ("refused", {"save": "1", "url": "http://10.0.0.1/"}),
    ):  # fmt: skip
        _, page = await hands.post(new, form(number, port, secret, **more), f"{number} {label}")
    _, page = await hands.post(new, form(number, port, secret, **{"try": "1"}))
    carried = re.search(r'name="carried" value="([^"]+)"', page)
    assert carried is not None
    status, _ = await hands.post(new, form(number, port, "", save="1", carried=carried[1]), "save")
    assert status == 302
    if number % 2 == 0:  # of a published plant: a draft
        return
    await hands.post(edit, form(number, port, "", **{"try": "1"}), "again")
    status, _ = await hands.post(edit, form(number, port, other, save="1"), "edit")
    assert status == 302
    await hands.get(f"/admin/sources/p{number}-power/secret/")
    status, _ = await hands.post(f"/admin/sources/p{number}-power/secret/", {"secret-0": secret}, "renew")
    assert status == 302


def letters(number: int, port: int, secret: str) -> dict[str, str]:
    """What owners send back by mail, with a secret wherever they write one. By the place where it stands."""
    # where a key with blanks ends no letter tells: it is asked for again, and nobody knows that the example repeats it
    echoed = "" if "blanks" in secret else secret
    url, sample = f"http://127.0.0.1:{port}/live", json.dumps({"power": 12.5, "said": echoed}, ensure_ascii=False)
    template = (
        f"Nom du projet : Centrale {number}\n\nURL de l'API : {{url}}\n\nChemin JSON : power\n\nUnité : ☒ kW ☐ MW\n\n"
        "Authentification requise : ☒ Oui ☐ Non\n\nSi oui, type : ☐ API Key dans URL\n ☐ Header Authorization\n"
        " ☒ Header X-API-Key\n\nValeur de la clé : {key}\n\nExemple de réponse JSON :\n{sample}\n\n"
        "Contact technique :\nNom : Jean\nEmail : jean@soleil.example\n"
    )
    return {
        "key": template.format(url=url, key=secret, sample='{"power": 12.5}'),
        "sample": template.format(url=url, key=secret, sample=sample),
        "address": template.format(url=f"{url}?apikey={quote(secret, safe='')}", key="", sample='{"power": 12.5}'),
        "command": f"Bonjour,\n\nCentrale {number}, en kW :\n\ncurl -H {shlex.quote(f'X-API-Key: {secret}')} {url}\n\nMerci\n",
    }


async def paste(hands: Hands, number: int, port: int) -> None:
    """Read what came by mail; look at it, try it, correct it, write back, and judge it."""
    secret = SECRETS[number]
    for place, text in letters(number, port, secret).items():
        await hands.get("/admin/reponses/lire/")
        status, _ = await hands.post("/admin/reponses/lire/", {"text": text}, place)
        assert status == 302, (number, place)
        path = hands.led
        await hands.get(path)
        await hands.post(f"{path}centrale/", {"plant": f"p{number}"}, place)
        await hands.get(path)
        for what in ("essayer/", "contact/", "ecrire/"):
            await hands.post(path + what, {}, place)
        form = f"/admin/sources/nouvelle/?answer={path.rstrip('/').rpartition('/')[2]}"
        await hands.get(form)
        await hands.post(f"{path}{'accepter' if number % 3 else 'ecarter'}/", {}, place)
        await hands.get(path)
    status, _ = await hands.post(
        "/admin/reponses/lire/", {"text": f"Bonjour, voici : {secret}", "plant": "nowhere"}, "bad"
    )
    assert status == 422


def pages() -> list[str]:
    """Every page of the office that is asked for by GET, of a source that is accepted and of one that is a draft."""
    slugs = {"owner": ("soleil",), "plant": ("p0", "p1"), "map": ("france",), "source": ("p0-power", "p1-power")}
    paths = []
    for name, path in ROUTES.items():
        if name not in ACCESS or "logout" in name:
            continue
        for slug in slugs.get(name.partition("_")[0], ("x",)):
            filled = re.sub(r"<int:\w+>", "1", re.sub(r"<slug:\w+>", slug, path))
            if "(?P" not in filled:
                paths.append(filled)
    return paths


async def share(operator: Hands, nobody: Hands, base: str) -> None:
    """Links for a technician and for an owner, opened by somebody without an account; then the draft counts."""
    await operator.get("/admin/centrales/p0/")
    _, page = await operator.post("/admin/sources/p0-power/lien/", {})
    tester = re.search(rf'value="{base}(/tester/[^"]+)"', page)
    _, page = await operator.post("/admin/centrales/p0/apercu/lien/", {})
    preview = re.search(rf'value="{base}(/apercu/[^"]+)"', page)
    assert tester is not None
    assert preview is not None
    await nobody.get(tester[1])
    _, page = await nobody.post(tester[1], {"path": "", "unit": "kW"})
    assert "12,5" in page or "12.5" in page
    for below in ("", "/carte/france", "/embed/centrale", "/ticket"):
        status, _ = await nobody.get(preview[1] + below)
        assert status == 200
    _, page = await operator.get("/admin/sources/p0-power/publier/")
    stand = re.search(r'name="stand" value="([^"]+)"', page)
    assert stand is not None
    status, _ = await operator.post("/admin/sources/p0-power/publier/", {"stand": stand[1]})
    assert status == 302


async def fail(server: FaultServer, secret: str, letters: Path) -> None:
    """The server says the secret back with a refusal, and that is told by e-mail."""
    server._scripts[:] = [[{"answer": f'{{"bad key": "{secret}"}}', "status": f"401 {secret}"}]]
    until = time.monotonic() + 90
    while not _holds_letters(letters):
        assert time.monotonic() < until, "an e-mail tells of it"
        await asyncio.sleep(0.2)


def _holds_letters(folder: Path) -> bool:
    return any(folder.glob("*"))


async def ask_as_stranger(nobody: Hands, secret: str) -> None:
    form = {"url": "https://localhost:1/", "auth_type": "query", "auth_name": "key", "secret": secret, "number": "json"}
    status, _ = await nobody.post("/tester", form)
    assert status == 200


async def look_everywhere(office: Office) -> dict[str, bytes]:
    async with AsyncExitStack() as stack:
        servers = [await stack.enter_async_context(FaultServer([[{"answer": echo(secret)}]])) for secret in SECRETS]
        people = [await stack.enter_async_context(Hands(office.url, name)) for name in ("operator", "owner", "nobody")]
        operator, owner, nobody = people
        await operator.choose(office.create(OPERATOR), PASSWORD)
        await operator.enter(OPERATOR, PASSWORD)
        for number, server in enumerate(servers):
            await work(operator, number, server.port)
            assert server.requests, "the secret was shown where it belongs"
            await paste(operator, number, server.port)
        await share(operator, nobody, office.url)
        await fail(servers[0], SECRETS[0], office.service.data / "mail")
        for secret in SECRETS[:4]:  # more than that one may not ask in a minute
            await ask_as_stranger(nobody, secret)
        await operator.post("/admin/comptes/nouveau/", {"email": SOMEBODY, "name": "Jean", "owner": "soleil"})
        link = re.search(r'value="(http[^"]+/key/[^"]+)"', list(operator.said.values())[-1].decode())
        assert link is not None
        await owner.choose(link[1], PASSWORD)
        await owner.enter(SOMEBODY, PASSWORD)
        for hands in (owner, nobody, operator):
            for path in pages():
                await hands.get(path)
        async with aiohttp.ClientSession() as session, session.get(f"{office.url}/metrics") as got:
            nobody.said["metrics"] = await got.read()
        return {place: content for hands in people for place, content in hands.said.items()}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder: Path = tmp_path_factory.mktemp("secrets")
    office = Office(folder, reach="127.0.0.0/8", QUELIA_LOG_LEVEL="debug", QUELIA_ALERT_AFTER_S="1")
    plants = "\n".join(table("plant", plant(number)) for number in range(len(SECRETS)))
    office.service.load(f"{table('owner', OWNER)}\n{plants}")
    office.open()
    try:
        said = asyncio.run(look_everywhere(office))
        files = {f"file {file.name}": file.read_bytes() for file in office.service.data.rglob("*") if file.is_file()}
    finally:
        office.service.stop()
    return said | files | {"log": office.service.log.encode()}


def test_what_was_looked_at_is_all_there_is(found: dict[str, bytes]) -> None:
    assert len(found) > 200
    assert any(place.startswith("file quelia.sqlite3") for place in found)
    assert reverse("journal") in pages()
    assert any("/tester/" in place for place in found)
    assert any("Subject:" in content.decode("latin-1") for place, content in found.items() if "file" in place)


def test_no_secret_is_found_anywhere(found: dict[str, bytes]) -> None:
    assert traces(found, SECRETS, USER) == []
