"""`/tester`, as an owner's technician uses it, and as those do who would like to know what is behind our walls."""

import asyncio
import json
import re
import time

import pytest

from quelia.texts import LANGUAGES
from tests.live.road import a_catalog, a_source
from tests.sources.faults import FaultServer, Step
from tests.web.street import ELSEWHERE, HERE, Answer, Street, ask
from tests.web.workbench import FORM, SECRET, Filtered, closed_port, send, workbench

PATH = "/tester"


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for the second call."""
    monkeypatch.setattr("quelia.web.question._PAUSE_S", 0.01)


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1)), workbench=workbench())


def marks(answer: Answer) -> list[str]:
    return re.findall(r'class="verdict verdict-(\w+)"', answer.text)


async def said(street: Street, answer: object, *, lang: str = "fr", **fields: str) -> Answer:
    """What comes of a try where the owner's server answers so."""
    step: Step = answer if isinstance(answer, dict) and "answer" in answer else {"answer": json.dumps(answer)}
    async with FaultServer([[step]]) as server:
        url = f"http://plant.example:{server.port}/live"
        return await send(street.app, f"{PATH}?lang={lang}", {"url": url, **fields})


@pytest.mark.parametrize("lang", LANGUAGES)
async def test_the_form_is_there_for_everybody(street: Street, lang: str) -> None:
    page = await street.get(f"{PATH}?lang={lang}")
    assert (page.status, 'name="url"' in page.text, marks(page)) == (200, True, [])


async def test_a_good_api_is_said_to_be(street: Street) -> None:
    page = await said(street, {"data": {"power": 15.8}}, path="data.power", unit="MW", capacity="18.2 MW")
    assert page.status == 200
    assert "La valeur lue est 15,8\u00a0MW." in page.text
    assert "Cette API peut être lue par quelia." in page.text


async def test_a_number_of_the_answer_can_be_clicked_and_is_then_the_path(street: Street) -> None:
    page = await said(street, {"data": {"power": 15.8}})
    assert 'name="take" value="$.data.power|kW"' in page.text
    page = await said(street, {"data": {"power": 15.8}}, take="$.data.power|kW")
    assert 'id="path" name="path" type="text" value="$.data.power"' in page.text
    assert "La valeur lue est 15,8\u00a0kW." in page.text


async def test_what_stands_in_an_answer_is_text(street: Street) -> None:
    page = await said(street, {"<b>power": "<script>alert(1)</script>", "p": 4})
    assert ("<script>alert" in page.text, "<b>" in page.text, "&lt;script&gt;" in page.text) == (False, False, True)


@pytest.mark.parametrize("scheme", ["header", "query", "bearer", "basic"])
async def test_a_secret_is_used_and_never_comes_back(street: Street, scheme: str) -> None:
    fields = {"auth_type": scheme, "auth_name": "X-Key", "auth_user": "me", "secret": SECRET}
    page = await said(street, {"echo": SECRET, "power": 15.8, SECRET: 3}, path="power", **fields)
    assert "La valeur lue est 15,8" in page.text
    assert SECRET not in page.text + str(page.headers)


@pytest.mark.parametrize("secret", ["", SECRET])
async def test_a_secret_is_not_shown_where_something_is_to_be_corrected(street: Street, secret: str) -> None:
    page = await send(street.app, PATH, {"auth_type": "header", "secret": secret})
    assert (page.status, SECRET in page.text, "is-wrong" in page.text) == (422, False, True)


@pytest.mark.parametrize(
    ("field", "text"),
    [("path", "a..b"), ("unit", "mw"), ("capacity", "much"), ("auth_type", "magic"), ("number", "roman"), ("url", "")],
)
async def test_what_cannot_be_is_told_at_its_field(street: Street, field: str, text: str) -> None:
    page = await send(street.app, PATH, {"url": "https://plant.example/", field: text})
    assert (page.status, f'id="{field}-problem"' in page.text) == (422, True)


@pytest.mark.parametrize("answer", ["x" * 9000, "[" + ",".join(['"é€"'] * 3000) + "]", "<html>" + "y" * 9000])
async def test_no_more_than_four_kilobytes_of_an_answer_are_shown(street: Street, answer: str) -> None:
    page = await said(street, {"answer": answer})
    shown = page.text.partition('id="trial"')[2]
    assert len(re.sub(r"<[^>]*>|\s", "", shown).encode()) < 4096 + 3000  # the sentences besides


async def test_where_a_redirect_leads_is_not_told(street: Street) -> None:
    headers = ["Location: https://intranet.example/login"]
    page = await said(street, {"answer": "{}", "status": "302 Found", "headers": headers})
    assert ("intranet" in page.text, "redirige" in page.text) == (False, True)


@pytest.mark.journey
async def test_refused_closed_filtered_private_and_missing_read_alike_and_take_the_same_time(street: Street) -> None:
    filtered = Filtered()
    await filtered.fill()
    async with FaultServer([[{"unasked": True, "text": "", "reset": True}]]) as resetting:
        urls = [
            f"https://closed.example:{closed_port()}/x",
            f"https://filtered.example:{filtered.port}/x",
            f"https://resetting.example:{resetting.port}/x",
            "https://private.example/x",
            "https://nowhere.example/x",
            "https://10.9.8.7/x",
            "https://169.254.169.254/latest",
            "https://[::1]/x",
            "https://intranet/x",
            "https://metadata.google.internal/x",
        ]

        async def tried(number: int, url: str) -> tuple[str, float]:
            begun = time.monotonic()
            page = await send(street.app, PATH, {"url": url}, address=f"192.0.2.{number}")
            assert page.status == 200
            return page.text.replace(url, "URL"), time.monotonic() - begun

        outcomes = await asyncio.gather(*(tried(number, url) for number, url in enumerate(urls)))
    filtered.close()
    assert {text for text, _ in outcomes} == {outcomes[0][0]}
    assert "Nous n’obtenons pas de réponse" in outcomes[0][0]
    taken = [seconds for _, seconds in outcomes]
    assert max(taken) - min(taken) < 0.5
    assert max(taken) < 10


async def test_what_is_wrong_with_the_address_itself_is_told_at_once(street: Street) -> None:
    begun = time.monotonic()
    page = await send(street.app, PATH, {"url": "https://me:secret@plant.example/"})
    assert "Retirez-les" in page.text
    assert time.monotonic() - begun < 2


async def test_who_tries_often_has_to_wait_and_nobody_else(street: Street) -> None:
    async def once(address: str) -> Answer:
        return await send(street.app, PATH, {"url": "https://plant.example/#x"}, address=address)

    assert [(await once(HERE)).status for _ in range(6)] == [200] * 5 + [429]
    refused = await once(HERE)
    assert 0 < int(refused.headers["retry-after"]) <= 61
    assert "https://plant.example/#x" in refused.text
    assert (await once(ELSEWHERE)).status == 200


async def test_behind_a_trusted_proxy_the_visitor_counts() -> None:
    street = Street(a_catalog(a_source(1)), workbench=workbench(trusted_proxies=["192.0.2.1/32"]))

    async def once(forwarded: str) -> int:
        headers = {"x_forwarded_for": forwarded}
        return (await send(street.app, PATH, {"url": "https://plant.example/#x"}, headers=headers)).status

    assert [await once("203.0.113.7") for _ in range(6)] == [200] * 5 + [429]
    assert await once("203.0.113.8") == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({"sec_fetch_site": "same-origin", "origin": "null"}, 200),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://quelia.example"}, 200),
        ({}, 200),
    ],
)
async def test_a_form_is_taken_from_our_own_page_only(street: Street, headers: dict[str, str], status: int) -> None:
    told = {"content_type": FORM, "host": "quelia.example", **headers}
    answer = await ask(street.app, PATH, method="POST", headers=told, body=b"url=https%3A%2F%2Fplant.example%2F%23x")
    assert answer.status == status


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{}", 415), (FORM, b"x" * 20_000, 413), (FORM, b"a=%ff", 400), (FORM, b"\xff", 400),
        (FORM, b"&".join(b"a=1" for _ in range(100)), 400),
    ],
)  # fmt: skip
async def test_what_no_form_sends_is_refused(street: Street, kind: str, body: bytes, status: int) -> None:
    told = {"content_type": kind, "host": "quelia.example"}
    assert (await ask(street.app, PATH, method="POST", headers=told, body=body)).status == status


async def test_nobody_keeps_frames_or_reads_it_from_elsewhere(street: Street) -> None:
    for page in (await street.get(PATH), await said(street, {"power": 1})):
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
        assert [name for name in page.headers if name.startswith("access-control") or name == "set-cookie"] == []


async def test_without_a_workbench_there_is_no_such_page() -> None:
    assert (await Street(a_catalog(a_source(1))).get(PATH)).status == 404
