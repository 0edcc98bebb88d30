"""A link with which a technician tries a source out: with its secret, which he never sees."""

import asyncio
import json
from collections.abc import Mapping

import msgspec
import pytest

from quelia.domain.source import Auth, Source
from tests.domain.examples import point
from tests.live.road import a_catalog, a_plant, a_source
from tests.sources.faults import FaultServer
from tests.web.street import Answer, Street
from tests.web.workbench import LINKS, SECRET, Filtered, send, workbench

ANSWER = {"data": {"power": 15.8, "other": 3.2}, "echo": SECRET}


def a_source_at(port: int, **facts: object) -> Source:
    asked = a_source(1, url=f"http://plant.example:{port}/live?site=7&name=x", interval_s=0.01)
    auth = (Auth(scheme="header", name="X-Key"),)
    points = (point("data.power", "MW", plant="p1"),)
    return msgspec.structs.replace(asked, auth=auth, points=points, **facts)


def street_with(source: Source) -> Street:
    return Street(a_catalog(source), workbench=workbench([SECRET]))


def link(source: Source) -> str:
    return f"/tester/{LINKS.issue(source.id, source.slug, source.url)}?lang=fr"


async def tried(answer: object = ANSWER, fields: Mapping[str, str] | None = None, **facts: object) -> Answer:
    async with FaultServer([[{"answer": json.dumps(answer)}]]) as server:
        source = a_source_at(server.port, **facts)
        return await send(street_with(source).app, link(source), fields)


async def test_what_is_configured_is_shown_without_the_values_of_its_parameters() -> None:
    source = a_source_at(4711)
    page = await street_with(source).get(link(source))
    assert page.status == 200
    assert "http://plant.example:4711/live?site=…&amp;name=…" in page.text
    assert 'value="$.data.power"' in page.text


async def test_the_source_is_asked_with_its_secret_which_is_not_shown() -> None:
    async with FaultServer([[{"answer": json.dumps(ANSWER)}]]) as server:
        source = a_source_at(server.port)
        page = await send(street_with(source).app, link(source))
        assert f"X-Key: {SECRET}".encode() in server.requests[0]
    assert "La valeur lue est 15,8\u00a0MW." in page.text
    assert SECRET not in page.text
    assert 'name="take"' not in page.text


async def test_another_path_and_unit_can_be_tried() -> None:
    page = await tried(fields={"path_0": "data.other", "unit_0": "kW"})
    assert "La valeur lue est 3,2\u00a0kW." in page.text


@pytest.mark.parametrize(("field", "text"), [("path_0", "a..b"), ("unit_0", "mw"), ("unit_0", "m/s")])
async def test_what_cannot_be_is_told_at_its_field(field: str, text: str) -> None:
    page = await tried(fields={field: text})
    assert (page.status, f'id="{field}_problem"' in page.text) == (422, True)


async def test_every_cause_is_named() -> None:
    source = a_source_at(1)
    page = await send(street_with(source).app, link(source))
    assert "Le serveur refuse la connexion" in page.text


async def test_an_address_inside_is_named_by_its_name() -> None:
    source = a_source_at(443, url="https://private.example/live")
    page = await send(street_with(source).app, link(source))
    assert "private.example" in page.text
    assert "10.1.2.3" not in page.text


async def test_a_source_is_tried_by_one_at_a_time() -> None:
    filtered = Filtered()
    await filtered.fill()
    source = a_source_at(filtered.port, timeout_s=1.0)
    app = street_with(source).app
    outcomes = await asyncio.gather(*(send(app, link(source)) for _ in range(3)))
    filtered.close()
    assert sorted(each.status for each in outcomes) == [200, 429, 429]


@pytest.mark.parametrize("token", ["x", "WzEsInMxIl0.x.y", "%00", "a" * 5000])
async def test_a_word_of_others_opens_nothing(token: str) -> None:
    page = await street_with(a_source_at(1)).get(f"/tester/{token}?lang=fr")
    assert (page.status, "Ce lien ne fonctionne plus" in page.text) == (404, True)


async def test_it_ends_with_its_source_and_with_its_server() -> None:
    source = a_source_at(4711)
    street = street_with(source)
    assert (await street.get(link(source))).status == 200
    for url in ("http://plant.example:4712/live", "https://plant.example:4711/live", "http://other.example:4711/live"):
        street.use(a_catalog(msgspec.structs.replace(source, url=url)))
        assert (await street.get(link(source))).status == 404
    street.use(a_catalog(msgspec.structs.replace(source, url="http://plant.example:4711/other")))
    assert (await street.get(link(source))).status == 200
    street.use(a_catalog(plants=[a_plant("p1")]))
    assert (await street.get(link(source))).status == 404


async def test_that_of_a_draft_lasts_once_it_is_accepted_and_not_once_it_is_discarded() -> None:
    accepted = a_source_at(4711)
    draft = msgspec.structs.replace(accepted, id=-3, draft=True)
    street = street_with(draft)
    assert "brouillon" in (await street.get(link(draft))).text
    street.use(a_catalog(accepted))
    assert (await street.get(link(draft))).status == 200
    street.use(a_catalog(plants=[a_plant("p1")]))
    assert (await street.get(link(draft))).status == 404


async def test_it_is_kept_by_nobody_and_told_to_no_other_site() -> None:
    source = a_source_at(4711)
    page = await street_with(source).get(link(source))
    assert (page.headers["cache-control"], page.headers["referrer-policy"]) == ("no-store", "no-referrer")


async def test_a_form_of_another_site_asks_nobody() -> None:
    source = a_source_at(4711)
    page = await send(street_with(source).app, link(source), headers={"sec_fetch_site": "cross-site"})
    assert page.status == 403
