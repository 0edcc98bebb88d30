"""The bell: what it sees, what it saves, and what follows from it; over restarts, locked databases and leaps of the clock."""

import asyncio
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import pytest

from quelia.alerts.bell import Bell
from quelia.domain.cause import Cause
from quelia.domain.standing import Standing
from quelia.metrics import INCIDENTS
from quelia.store.errors import DatabaseUnusable
from quelia.store.incidents import Incidents
from tests.domain.examples import NOW

AFTER_S = 900.0


def live(source: int = 7) -> Standing:
    return Standing(source=source, state="live", pace_s=5.0, taken_at=NOW)


def down(source: int = 7, reason: str = "timeout") -> Standing:
    return Standing(source=source, state="error", reason=reason, pace_s=5.0, taken_at=NOW - 60, down=True)


class Tower:
    """A bell on a real database, with sources that do as they are told and a clock that is set by hand."""

    def __init__(self, folder: Path) -> None:
        self.incidents = Incidents(folder / "quelia.sqlite3")
        self.now = self.steady = NOW
        self.standings: dict[int, Standing] = {}
        self.causes: dict[int, Cause] = {}
        self.told = 0
        self.bell = self._bell()

    async def restart(self) -> None:
        self.bell = self._bell()
        await self.bell.load()

    async def see(self, *standings: Standing, for_s: float = 10.0) -> None:
        """Look every ten seconds for a while. Each source is heard in between."""
        for _ in range(int(for_s / 10)):
            self.now, self.steady = self.now + 10, self.steady + 10
            self.standings = {each.source: msgspec.structs.replace(each, heard_at=self.now) for each in standings}
            await self.bell.ring()

    def notices(self) -> list[tuple[str, int]]:
        return [(each.kind, each.source) for each in self.incidents.waiting()]

    def _bell(self) -> Bell:
        async def look() -> Mapping[int, Standing]:
            return self.standings

        def tell() -> None:
            self.told += 1

        return Bell(
            look, self.incidents, self.causes.get, tell, after_s=AFTER_S, clock=lambda: self.now,
            steady=lambda: self.steady,
        )  # fmt: skip


@pytest.fixture
def tower(folder: Path) -> Tower:
    return Tower(folder)


async def test_it_rings_once_for_one_that_is_down(tower: Tower) -> None:
    await tower.see(live())
    await tower.see(down(), for_s=5000)
    assert (tower.notices(), tower.told) == ([("opened", 7)], 1)


async def test_and_once_when_it_is_back(tower: Tower) -> None:
    await tower.see(down(), for_s=1000)
    await tower.see(live(), for_s=5000)
    assert (tower.notices(), tower.told) == ([("opened", 7), ("closed", 7)], 2)


async def test_since_when_and_until_when_are_told(tower: Tower) -> None:
    await tower.see(down(), for_s=1000)
    await tower.see(live(), for_s=1000)
    opened, closed = tower.incidents.waiting()
    assert (opened.since, closed.until, opened.good_at) == (NOW + 10, NOW + 1010, NOW - 60)


async def test_a_restart_in_the_middle_of_a_trouble_changes_nothing(tower: Tower) -> None:
    await tower.see(down(), for_s=500)
    await tower.restart()
    await tower.see(down(), for_s=410)
    assert tower.notices() == [("opened", 7)]


async def test_a_restart_during_an_incident_rings_no_second_time(tower: Tower) -> None:
    await tower.see(down(), for_s=1000)
    await tower.restart()
    await tower.see(down(), for_s=5000)
    await tower.restart()
    await tower.see(live(), for_s=1000)
    assert tower.notices() == [("opened", 7), ("closed", 7)]


async def test_one_that_flaps_over_restarts_rings_once(tower: Tower) -> None:
    for _ in range(20):
        await tower.see(down(), for_s=200)
        await tower.see(live(), for_s=40)
        await tower.restart()
    assert tower.notices() == [("opened", 7)]


async def test_each_source_is_followed_by_itself(tower: Tower) -> None:
    await tower.see(*(down(number) for number in range(50)), live(99), for_s=1000)
    assert sorted(tower.notices()) == [("opened", number) for number in range(50)]


async def test_the_cause_is_that_of_the_last_call(tower: Tower) -> None:
    tower.causes[7] = Cause("timeout")
    await tower.see(down(), for_s=1000)
    assert tower.incidents.waiting()[0].cause == Cause("timeout")


@pytest.mark.parametrize("known", [{}, {7: Cause("path")}])
async def test_without_it_the_reason_will_do(tower: Tower, known: dict[int, Cause]) -> None:
    tower.causes |= known
    await tower.see(down(reason="auth"))
    assert tower.incidents.waiting()[0].cause == Cause("auth")


async def test_a_value_that_is_old_fails_no_call(tower: Tower) -> None:
    await tower.see(Standing(source=7, state="stale", pace_s=5.0, down=True), for_s=1000)
    assert tower.incidents.waiting()[0].cause == Cause("stale")


async def test_a_source_that_is_deleted_is_forgotten_in_silence(tower: Tower) -> None:
    await tower.see(down(), for_s=1000)
    tower.incidents.take(tower.incidents.waiting(), NOW)
    await tower.see(live(8))
    assert (tower.notices(), set(tower.incidents.watches())) == ([], {8})


async def test_what_could_not_be_saved_is_saved_with_the_next_look(
    tower: Tower, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise DatabaseUnusable

    with monkeypatch.context() as patched:
        patched.setattr(tower.incidents, "save", locked)
        for _ in range(100):
            with pytest.raises(DatabaseUnusable):
                await tower.see(down())
    await tower.see(down())
    assert tower.notices() == [("opened", 7)]


@pytest.mark.parametrize("leap_s", [3600.0, -3600.0, 86_400.0])
async def test_a_leap_of_the_clock_makes_no_incident(tower: Tower, leap_s: float) -> None:
    await tower.see(live())
    await tower.see(down(), for_s=300)
    tower.now += leap_s
    await tower.see(down(), for_s=500)
    assert tower.notices() == []
    await tower.see(down(), for_s=200)
    assert tower.notices() == [("opened", 7)]


async def test_nothing_is_written_while_nothing_changes(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    await tower.see(live(), down(8), for_s=20)
    saved: list[Iterable[object]] = []
    monkeypatch.setattr(tower.incidents, "save", lambda *what: saved.append(what))
    await tower.see(live(), down(8), for_s=600)
    assert saved == []


async def test_how_many_are_down_is_a_figure_without_names(tower: Tower) -> None:
    await tower.see(down(7), down(8), live(9), for_s=1000)
    (family,) = INCIDENTS.collect()
    assert [(sample.labels, sample.value) for sample in family.samples] == [({}, 2.0)]


async def test_it_looks_again_and_again_whatever_goes_wrong(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = asyncio.Event()
    looks = 0

    async def broken() -> None:
        nonlocal looks
        looks += 1
        if looks == 2:
            looked.set()
        raise ZeroDivisionError

    bell = Bell(
        tower.bell._look,
        tower.incidents,
        tower.causes.get,
        lambda: None,
        after_s=1.0,
        clock=lambda: NOW,
        steady=lambda: NOW,
    )
    monkeypatch.setattr(bell, "ring", broken)
    running = asyncio.create_task(bell.run())
    await asyncio.wait_for(looked.wait(), 10)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert looks >= 2


async def test_one_that_never_sent_is_told_as_such(tower: Tower) -> None:
    await tower.see(Standing(source=7, state="waiting", pace_s=5.0, down=True), for_s=1000)
    assert [each.cause for each in tower.incidents.waiting()] == [Cause("waiting")]
