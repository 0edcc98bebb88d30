"""A bad day: every fault and every odd answer of two tables at once, beside good sources that must not notice.

What the owners' servers do stands in `tests/samples/faults.toml` and `tests/samples/answers.toml`.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
import trustme

from tests.journeys.figures import Figures
from tests.journeys.owners import Town
from tests.journeys.service import Service
from tests.journeys.trials import OWNER, TIMEOUT_S, Trial, from_answers, from_faults
from tests.journeys.viewer import Sight, Viewer, until
from tests.sources.certificates import server_tls
from tests.sources.faults import HEADER_SECRET, QUERY_SECRET, FaultServer
from tests.store.cellar import table

_GOOD, _GOOD_INTERVAL_S = 20, 2.0
_ROUNDS_S = 12.0  # after the last trial has ended: two more rounds of all of them, more of the good ones
_MOST_GROWTH_MB = 64.0
_FAULTS, _ANSWERS = from_faults(), from_answers("")
_TRIALS = _FAULTS + _ANSWERS


class Day(NamedTuple):
    """What was seen. servers: by the slug of their trial. calls: of each good source, monotonic seconds."""

    seen: dict[str, list[Sight]]
    servers: dict[str, FaultServer]
    trap: FaultServer
    calls: dict[str, list[float]]
    figures: Figures
    grown_mb: float
    log: str


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder, authority = tmp_path_factory.mktemp("day"), trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "authority.pem"))
    service = Service(folder, folder / "authority.pem", reach="127.0.0.0/8")
    with Town(_GOOD) as town:
        service.load("\n".join([OWNER, *(_good(town, number) for number in range(_GOOD))]))
        service.start()
        try:
            yield asyncio.run(_live_through(service, town, authority, folder))
        finally:
            service.stop()


def _good(town: Town, number: int) -> str:
    slug = f"good-{number}"
    place = {"owner": "owner", "name": slug, "energy": "wind", "latitude": 48.0, "longitude": 2.0, "published": True}
    source = {"slug": slug, "owner": "owner", "url": town.url(town.addresses[number]), "interval_s": _GOOD_INTERVAL_S}
    point = {"plant": slug, "quantity": "power", "path": "power", "unit": "MW"}
    return "\n".join((table("plant", {"slug": slug, **place}), table("source", source), table("source.point", point)))


async def _live_through(service: Service, town: Town, authority: trustme.CA, folder: Path) -> Day:
    async with AsyncExitStack() as stack:
        trap = await stack.enter_async_context(FaultServer([[{"answer": '{"power": 1}'}]]))
        servers = {}
        for trial in _FAULTS + from_answers(f"127.0.0.1:{trap.port}"):
            tls = server_tls(trial.tls, authority, folder)
            servers[trial.slug] = await stack.enter_async_context(FaultServer([trial.send], tls))
        viewer = await stack.enter_async_context(Viewer(f"{service.url}/v1/stream?map=france"))
        await until(lambda: all(viewer.state(f"good-{number}") == "live" for number in range(_GOOD)), 20, "all good")
        before_mb = service.memory_mb()
        bad = "\n".join([OWNER, *(trial.declaration(servers[trial.slug].port) for trial in _TRIALS)])
        await asyncio.to_thread(service.load, bad)
        await until(lambda: all(_has_ended(viewer, trial) for trial in _TRIALS), 30, "every trial has ended")
        await asyncio.sleep(_ROUNDS_S)  # a while in which all of it goes on; what counts was noted as it came
        grown_mb = service.memory_mb("VmHWM") - before_mb
        figures = Figures(await asyncio.to_thread(service.get, "/metrics"))
        calls = await asyncio.to_thread(town.calls)
        return Day(dict(viewer.seen), servers, trap, calls, figures, grown_mb, service.log)


def _has_ended(viewer: Viewer, trial: Trial) -> bool:
    return viewer.state(trial.slug) not in (None, "waiting")


@pytest.mark.parametrize("trial", _TRIALS, ids=[trial.name for trial in _TRIALS])
def test_a_trial_ends_as_its_table_says_and_in_time(day: Day, trial: Trial) -> None:
    sights = [sight for sight in day.seen[trial.slug] if sight.reading["state"] != "waiting"]
    assert {sight.outcome for sight in sights} == {(trial.state, trial.reason)}
    assert {sight.power for sight in sights} == {trial.value}
    reached_at = day.servers[trial.slug].reached_at
    assert reached_at is not None
    assert sights[0].at - reached_at <= TIMEOUT_S + 1


@pytest.mark.parametrize("trial", [trial for trial in _TRIALS if trial.value is not None], ids=lambda trial: trial.name)
def test_what_is_shown_has_the_unit_and_the_clock_of_its_table(day: Day, trial: Trial) -> None:
    reading = day.seen[trial.slug][-1].reading
    assert (reading["values"][0]["unit"], reading["clock"]) == (trial.unit, trial.clock)


def test_good_sources_never_leave_live(day: Day) -> None:
    states = [{sight.reading["state"] for sight in day.seen[f"good-{number}"]} - {"waiting"} for number in range(_GOOD)]
    assert states == [{"live"}] * _GOOD


def test_good_sources_are_asked_in_their_turn(day: Day) -> None:
    gaps = [later - sooner for calls in day.calls.values() for sooner, later in pairwise(calls)]
    assert len(day.calls) == _GOOD
    assert max(gaps) < _GOOD_INTERVAL_S + 1


def test_no_redirect_is_followed(day: Day) -> None:
    paths = {request.split(b" ")[1].partition(b"?")[0] for each in day.servers.values() for request in each.requests}
    assert (day.trap.connections, paths) == (0, {b"/live"})


def test_the_process_does_not_grow(day: Day) -> None:
    assert day.grown_mb < _MOST_GROWTH_MB


def test_the_loop_never_stops(day: Day) -> None:
    assert day.figures.count("quelia_loop_busy_seconds") > 100
    assert day.figures.above("quelia_loop_busy_seconds", 0.05) == 0


def test_a_failure_is_logged_once(day: Day) -> None:
    lost = [line.split("source=")[1].split()[0] for line in day.log.splitlines() if "source lost" in line]
    assert sorted(lost) == sorted(trial.slug for trial in _TRIALS if trial.state == "error")
    assert "Traceback" not in day.log
    assert HEADER_SECRET not in day.log
    assert QUERY_SECRET not in day.log


def test_the_tables_are_long_enough() -> None:
    assert len(_FAULTS) >= 100
    assert len(_ANSWERS) >= 60
