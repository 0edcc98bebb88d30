"""A source that is tried out: each fault is named, and what is right is said to be."""

import json
from collections.abc import Sequence

import pytest

from quelia.domain.path import Path
from quelia.domain.plant import Amount, Plant
from quelia.domain.source import Point, Source
from quelia.domain.unit import UNITS
from quelia.sources.http import Reader
from quelia.sources.trace import Trace, Trial, Verdict
from quelia.texts import LANGUAGES, texts
from tests.sources.conftest import Tls
from tests.sources.faults import HEADER_SECRET, QUERY_SECRET, FaultServer, Step, cases
from tests.sources.test_http import source as asked_source

_FAULTS = [case for case in cases() if case["expect"] != "ok"]
_SECRETS = (HEADER_SECRET, QUERY_SECRET)


def trial(
    port: int, path: str | None = "power", *, unit: str = "MW", calls: int = 1, origin: str = "", **more: object
) -> Trial:
    points: tuple[Point, ...] = ()
    if path is not None:
        points = (Point(plant="p", quantity="power", path=Path(path), unit=UNITS[unit]),)
    source = asked_source(port, **more)  # type: ignore[arg-type]
    source = Source(**{**{name: getattr(source, name) for name in source.__struct_fields__}, "points": points})
    plant = Plant(slug="p", name="", energy="solar", latitude=0, longitude=0, capacity=Amount(18.2e6, UNITS["MW"]))
    return Trial(source, plant, calls, origin)


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
    async with FaultServer([case["send"]], tls(kind)) as server:
        scheme = "http" if kind == "none" else "https"
        verdicts, usable = await tried(reader, trial(server.port, scheme=scheme))
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
        ({"power": 400}, "power", "implausible_capacity"),
        ({"power": 1e9}, "power", "implausible"),
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
    assert (verdicts["thousand"].mark, usable) == ("look", True)


async def test_nothing_measured_now_is_no_fault(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"power": None})
    assert (verdicts["no_value"].mark, usable) == ("look", True)


async def test_who_names_no_path_is_shown_the_numbers(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"site": "x", "power": 15.8}, path=None)
    assert (verdicts["numbers"].facts["found"], usable) == (["$.power = 15.8"], True)


async def test_an_answer_without_any_number_is_not_usable(reader: Reader) -> None:
    verdicts, usable = await answered(reader, {"site": "x"}, path=None)
    assert (verdicts["no_number"].mark, usable) == ("broken", False)


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (["Access-Control-Allow-Origin: *"], "shared"),
        (["Access-Control-Allow-Origin: https://mairie.example"], "shared"),
        (["Access-Control-Allow-Origin: https://elsewhere.example"], "not_shared"),
        ([], "not_shared"),
    ],
)
async def test_whether_another_site_might_read_it_is_told_and_stops_nothing(
    reader: Reader, headers: Sequence[str], code: str
) -> None:
    async with FaultServer([[{"answer": '{"power": 15.8}', "headers": list(headers)}]]) as server:
        verdicts, usable = await tried(reader, trial(server.port, origin="https://mairie.example", interval_s=0.01))
        assert b"Origin: https://mairie.example" in server.requests[-1]
    assert (verdicts[-1].code, usable) == (code, True)
