"""A source that is tried out: each fault is named, and what is right is said to be."""

import json
import socket
from typing import Any

import msgspec
import pytest

from quelia.domain.path import Path
from quelia.domain.plant import Amount, Plant
from quelia.domain.source import Point, Source
from quelia.domain.unit import UNITS
from quelia.sources.guard import Guard
from quelia.sources.http import Reader
from quelia.sources.trace import Trace, Trial
from quelia.sources.verdict import Verdict
from quelia.texts import LANGUAGES, texts
from tests.sources.conftest import Tls
from tests.sources.faults import HEADER_SECRET, QUERY_SECRET, FaultServer, Step, cases
from tests.sources.test_http import source as asked_source

_FAULTS = [case for case in cases() if case["expect"] != "ok"]
_SECRETS = (HEADER_SECRET, QUERY_SECRET)
PLANT = Plant(slug="p", name="Plateau", energy="solar", latitude=0, longitude=0, capacity=Amount(18.2e6, UNITS["MW"]))


def trial(
    port: int, path: str | None = "power", *, unit: str = "MW", calls: int = 1, origin: str = "", **more: object
) -> Trial:
    points: tuple[Point, ...] = ()
    if path is not None:
        points = (Point(plant="p", quantity="power", path=Path(path), unit=UNITS[unit]),)
    source = asked_source(port, **more)  # type: ignore[arg-type]
    source = Source(**{**{name: getattr(source, name) for name in source.__struct_fields__}, "points": points})
    return Trial(source, PLANT, calls, origin)


async def tried(reader: Reader, trial: Trial) -> tuple[list[Verdict], bool]:
    trace = Trace(reader, trial, _SECRETS)
    verdicts = [each async for each in trace.verdicts()]
    return verdicts, trace.usable


async def answered(reader: Reader, *answers: object, **more: object) -> tuple[dict[str, Verdict], bool]:
    """The verdicts by code, where a server answers so, one after the other."""
    scripts = [[{"answer": json.dumps(answer)}] for answer in answers]
    async with FaultServer(scripts) as server:
        verdicts, usable = await tried(reader, trial(server.port, interval_s=0.01, calls=len(answers), **more))  # type: ignore[arg-type]
    return {each.code: each for each in verdicts}, usable


def test_there_are_many_faults() -> None:
    assert len(_FAULTS) >= 40


@pytest.mark.parametrize("case", _FAULTS, ids=[case["name"] for case in _FAULTS])
async def test_every_fault_of_the_table_is_named(case: Step, reader: Reader, tls: Tls) -> None:
    kind = case.get("tls", "none")
    # how long one waits is seen in test_http.py
    soon: dict[str, Any] = {"timeout_s": 0.3} if case["expect"] == "timeout" else {}
    async with FaultServer([case["send"]], tls(kind)) as server:
        scheme = "http" if kind == "none" else "https"
        verdicts, usable = await tried(reader, trial(server.port, scheme=scheme, **soon))
    broken = [each for each in verdicts if each.mark == "broken"]
    assert not usable
    assert [each.code.removesuffix("_near").startswith(case["expect"]) for each in broken[:1]] == [True]
    assert not [secret for secret in (*_SECRETS, "qu3ry", "h3ader") if secret in repr(verdicts)]
    for lang in LANGUAGES:
        words = texts(lang, "tester")["verdict"]
        assert broken[0].code in words or broken[0].code.partition("_")[0] in words


async def test_what_is_right_is_said_to_be(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"power": 15.8}, {"power": 15.9})
    assert usable
    assert {each.mark for each in verdicts.values()} <= {"well", "look"}
    assert verdicts["value"].facts == {"number": 15.9, "unit": "MW"}
    assert "still" not in verdicts


async def test_each_call_is_told_to_whoever_counts_them(reader: Reader) -> None:
    told: list[tuple[str, float]] = []
    reader.on_trial = lambda source, elapsed_s: told.append((source.slug, elapsed_s))
    async with FaultServer([[{"answer": '{"power": 15.8}'}]]) as server:
        await tried(reader, trial(server.port, interval_s=0.01, calls=2, origin="https://carte.example"))
    assert len(told) == len(server.requests) == 4  # two, and two as another site would
    assert {slug for slug, _ in told} == {"plant"}
    assert all(0 < elapsed_s < 1 for _, elapsed_s in told)


async def test_so_is_one_that_fails_but_none_that_was_not_made(reader: Reader) -> None:
    told: list[float] = []
    reader.on_trial = lambda _, elapsed_s: told.append(elapsed_s)
    async with FaultServer([[{"close": True}]]) as server:
        await tried(reader, trial(server.port))
    assert len(told) == 1
    await tried(reader, trial(1, host="10.9.8.7"))
    assert len(told) == 1


async def test_a_value_that_does_not_move_is_told(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"power": 15.8}, {"power": 15.8})
    assert (verdicts["still"].mark, usable) == ("look", True)


@pytest.mark.parametrize(
    ("answer", "path", "code"),
    [
        ({"data": {"power": 15.8}}, "data.powr", "path_near"),
        ({"data": {"power": 15.8}}, "zzz", "path"),
        ({"data": [{"power": 7.9}, {"power": 7.8}]}, "data[*].power", "path_several"),
        ({"power": "much"}, "power", "not_a_number"),
        ({"power": 25}, "power", "implausible_capacity"),
        ({"power": 15800}, "power", "implausible_thousand"),
        ({"power": 1e9}, "power", "implausible"),
        ({"power": "15,8"}, "power", "not_a_number_comma"),
        ({"power": "15.8"}, "power", "not_a_number_dot"),
        ({"power": "15,8 MW"}, "power", "not_a_number_leading"),
        ({"power": [15.8]}, "power", "not_a_number_list"),
        ({"power": {"now": 15.8}}, "power", "not_a_number_object"),
        ({"power": True}, "power", "not_a_number"),
        ({"power": [0] * 20_500}, "power[?@ == 1]", "path_wide"),
    ],
)
async def test_a_number_that_is_not_there_or_cannot_be_is_not_usable(
    reader: Reader, answer: object, path: str, code: str
) -> None:
    verdicts, usable = await answered(reader, answer, path=path)
    assert not usable
    assert [each for each in verdicts if each.startswith(code)] != []


async def test_a_unit_that_is_a_thousand_times_too_small_is_suspected(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"power": 15.8}, unit="kW")
    assert (verdicts["thousand"].mark, verdicts["thousand"].facts["meant"], usable) == ("look", "MW", True)
    verdicts, _ = await answered(reader, {"power": 15.8}, unit="W")
    assert verdicts["million"].facts["meant"] == "MW"


async def test_nothing_measured_now_is_no_fault(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"power": None})
    assert (verdicts["no_value"].mark, usable) == ("look", True)


async def test_who_names_no_path_is_shown_the_numbers(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"site": "x", "power": 15.8}, path=None)
    assert (verdicts["numbers"].facts["found"], usable) == (["$.power = 15.8"], True)


async def test_an_answer_without_any_number_is_not_usable(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"site": "x"}, path=None)
    assert (verdicts["no_number"].mark, usable) == ("broken", False)


async def test_several_points_are_told_by_their_quantities(reader: Reader) -> None:
    answer = {"power": 15.8, "t": "cold"}
    points = (
        Point(plant="p", quantity="power", path=Path("power"), unit=UNITS["MW"]),
        Point(plant="p", quantity="temperature", path=Path("t"), unit=UNITS["°C"]),
        Point(plant="p", quantity="wind_speed", path=Path("w"), unit=UNITS["m/s"]),
    )
    async with FaultServer([[{"answer": json.dumps(answer)}]]) as server:
        source = msgspec.structs.replace(asked_source(server.port), points=points)
        verdicts, usable = await tried(reader, Trial(source, PLANT, 1))
    told = {(each.quantity, each.mark): each.code for each in verdicts if each.quantity and each.code != "found"}
    assert told == {
        ("power", "well"): "value", ("temperature", "broken"): "not_a_number", ("wind_speed", "broken"): "path",
    }  # fmt: skip
    assert not usable
    assert "Puissance" in next(each for each in verdicts if each.code == "value").sentence("fr")


async def test_points_of_several_plants_are_told_by_their_names_and_capacities(reader: Reader) -> None:
    small = msgspec.structs.replace(PLANT, slug="q", name="Toits", capacity=Amount(1e7, UNITS["MW"]))
    points = tuple(Point(plant=slug, quantity="power", path=Path(slug), unit=UNITS["MW"]) for slug in ("p", "q"))
    async with FaultServer([[{"answer": '{"p": 15.8, "q": 15.8}'}]]) as server:
        source = msgspec.structs.replace(asked_source(server.port), points=points)
        verdicts, usable = await tried(reader, Trial(source, (PLANT, small), 1))
    assert {each.plant: each.code for each in verdicts if each.step == "value"} == {
        PLANT.name: "value", "Toits": "implausible_capacity",
    }  # fmt: skip
    assert not usable


async def test_the_name_of_a_server_is_a_step_of_its_own(ca_file: str) -> None:
    async def resolve(host: str) -> list[str]:
        return ["127.0.0.1", "127.0.0.2"]

    reader = Reader(Guard(allow_private=["127.0.0.0/8"]), resolve=resolve)
    async with FaultServer([[{"answer": '{"power": 15.8}'}]]) as server:
        verdicts, _ = await tried(reader, trial(server.port, host="plant.example"))
    await reader.close()
    assert (verdicts[0].step, verdicts[0].code, verdicts[0].facts) == ("dns", "name", {"count": 2.0})


async def test_of_a_name_that_leads_inside_no_address_is_told() -> None:
    async def resolve(host: str) -> list[str]:
        return ["10.11.12.13"]

    reader = Reader(Guard(), resolve=resolve)
    verdicts, usable = await tried(reader, trial(8443, scheme="https", host="plant.example"))
    await reader.close()
    assert [(each.step, each.facts["fault"]) for each in verdicts] == [("dns", "private")]
    assert "10.11" not in repr(verdicts) + verdicts[0].sentence("fr") + verdicts[0].sentence("en")
    assert not usable


async def test_a_name_that_does_not_exist_is_told_at_its_step() -> None:
    async def resolve(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    reader = Reader(Guard(), resolve=resolve)
    verdicts, _ = await tried(reader, trial(8443, scheme="https", host="plant.example"))
    await reader.close()
    assert [(each.step, each.code) for each in verdicts] == [("dns", "connection_name")]


async def test_the_certificate_is_told_to_end_soon(reader: Reader, tls: Tls) -> None:
    async with FaultServer([[{"answer": '{"power": 15.8}'}]], tls("ok")) as server:
        verdicts, usable = await tried(reader, trial(server.port, scheme="https"))
    ending = [each for each in verdicts if each.step == "certificate"]
    assert [(each.mark, each.code) for each in ending] == [("look", "certificate_soon")]
    assert usable


@pytest.mark.parametrize(
    ("send", "code"),
    [
        ({"status": "401 No", "headers": ['WWW-Authenticate: Digest realm="s3cret"']}, "auth_401_asks"),
        ({"status": "401 No", "headers": []}, "auth_401"),
        ({"status": "429 Slow", "headers": ["Retry-After: 90"]}, "rate_limited_wait"),
        ({"status": "429 Slow", "headers": ["Retry-After: soon"]}, "rate_limited"),
        ({"status": "503 Later", "headers": ["Retry-After: 90"]}, "http_status_503_wait"),
        ({"status": "302 Found", "headers": ["Location: https://portal.example/in?k=s3cret"]}, "redirect_elsewhere"),
        ({"status": "302 Found", "headers": ["Location: /login"]}, "redirect_same"),
        ({"status": "302 Found"}, "redirect"),
    ],
)
async def test_what_a_refusal_says_besides_is_told(reader: Reader, send: Step, code: str) -> None:
    async with FaultServer([[{"answer": "{}", **send}]]) as server:
        verdicts, usable = await tried(reader, trial(server.port))
    assert [each.code for each in verdicts if each.mark == "broken"] == [code]
    assert "s3cret" not in repr(verdicts)
    assert not usable


async def test_a_key_that_is_asked_for_and_not_given_is_missing(reader: Reader) -> None:
    async with FaultServer([[{"answer": "{}", "status": "401 No", "headers": ["WWW-Authenticate: Basic"]}]]) as server:
        trace = Trace(reader, trial(server.port, auth=()), ())
        verdicts = [each async for each in trace.verdicts()]
    assert verdicts[-1].code == "auth_401_keyless_asks"
    assert "Basic" in verdicts[-1].sentence("fr")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<html><form><input type=password></form></html>", "html_login"),
        ("<!doctype html><title>Connexion – Supervision</title>", "html_login"),
        ("<html><title>Just a moment...</title></html>", "html_challenge"),
        ("<html><title>Index of /api</title></html>", "html_listing"),
        ('<html><body><div id="root"></div></body></html>', "html_app"),
        ("<html><body>Hello</body></html>", "html"),
    ],
)
async def test_the_sort_of_a_web_page_is_named(reader: Reader, page: str, code: str) -> None:
    async with FaultServer([[{"answer": page}]]) as server:
        verdicts, usable = await tried(reader, trial(server.port))
    assert (verdicts[-1].code, usable) == (code, False)


async def test_an_answer_that_says_that_it_is_not_well_is_told_once(reader: Reader) -> None:
    answer = {"state": "fault", "power": 15.8}
    verdicts, usable = await answered(reader, answer, status_path=Path("state"), status_ok=("ok",))
    assert (verdicts["status"].facts, usable) == ({"path": "$.state"}, False)
    verdicts, _ = await answered(reader, answer, status_path=Path("elsewhere"), status_ok=("ok",))
    assert verdicts["status_path"].mark == "broken"


async def test_a_plant_that_consumes_is_told_about_its_sign(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"power": -0.4})
    assert (verdicts["negative"].mark, usable) == ("look", True)
