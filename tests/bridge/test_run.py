"""The bridge while it runs, in a time that is counted and not waited for."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from quelia.bridge.config import Config
from quelia.bridge.notify import Notify
from quelia.bridge.parts import Parts, opened
from quelia.bridge.problem import ConfigError
from quelia.bridge.run import Bridge
from quelia.bridge.secret import Secrets
from quelia.bridge.site import Site
from quelia.bridge.station import next_due
from quelia.bridge.watch import Stuck
from quelia.sources.redact import Redactor
from tests.bridge.conftest import BRIDGE, INPUT, OUTPUT, Read
from tests.bridge.odd import Deed, OddInput, OddOutput
from tests.live.virtual import FACTORIES

SECOND = INPUT.replace("inverter", "meter").replace("roof-a", "roof-b")


def site(config: Config, leap: list[float] | None = None) -> Site:
    loop = asyncio.get_running_loop
    leapt = leap if leap is not None else [0.0]
    return Site(
        config.folder,
        config.keep,
        Secrets(config.folder, Redactor(), {}),
        lambda: 1_700_000_000 + loop().time() + leapt[0],
        lambda: loop().time(),
    )


class Running:
    def __init__(self, config: Config, leap: list[float] | None = None) -> None:
        place = site(config, leap)
        self.parts: Parts = opened(config.inputs, config.outputs, place)
        self.bridge = Bridge(config, self.parts, place, Notify({}), "1", "fr")
        self.stop = asyncio.Event()

    @property
    def first(self) -> OddInput:
        return cast(OddInput, self.parts.inputs[0])

    @property
    def second(self) -> OddInput:
        return cast(OddInput, self.parts.inputs[1])

    @property
    def out(self) -> OddOutput:
        return cast(OddOutput, self.parts.outputs[-1])

    async def go_on(self, seconds: float, doing: Callable[[], Awaitable[object]] | None = None) -> None:
        """Run for so long, then stop."""
        running = asyncio.create_task(self.bridge.run(self.stop))
        await asyncio.sleep(seconds)
        if doing is not None:
            await doing()
        self.stop.set()
        await running


async def let_go(running: Running) -> None:
    """What clings does so until the test is over."""
    running.first.deed = "reads"
    left = asyncio.all_tasks() - {asyncio.current_task()}
    for each in left:
        each.cancel()
    await asyncio.gather(*left, return_exceptions=True)


def run(config: Config, seconds: float, deed: Deed = "reads") -> Running:
    """A bridge that ran for `seconds`, whose first input did `deed`."""
    loop = FACTORIES["virtual"]()

    async def go() -> Running:
        running = Running(config)
        running.first.deed = deed
        try:
            await running.go_on(seconds)
        finally:
            await let_go(running)
        return running

    try:
        return loop.run_until_complete(go())
    finally:
        loop.close()


def test_each_input_is_read_at_its_interval(read: Read) -> None:
    ran = run(read(BRIDGE, INPUT, OUTPUT), 61.0)
    gaps = [round(later - before, 6) for before, later in zip(ran.first.read_at, ran.first.read_at[1:], strict=False)]
    assert (set(gaps), len(gaps) >= 10) == ({5.0}, True)


def test_all_outputs_are_given_what_was_read(read: Read) -> None:
    ran = run(read(BRIDGE, INPUT, OUTPUT, OUTPUT), 20.0)
    first, second = (cast(OddOutput, each) for each in ran.parts.outputs)
    assert (len(first.samples) >= 3, first.samples) == (True, second.samples)


@pytest.mark.parametrize("deed", ["fails", "freezes", "breaks", "hangs", "clings"])
def test_a_bad_input_delays_no_other(read: Read, deed: Deed) -> None:
    ran = run(read(BRIDGE, INPUT, SECOND, OUTPUT), 40.0, deed)
    gaps = {round(later - before, 6) for before, later in zip(ran.second.read_at, ran.second.read_at[1:], strict=False)}
    assert gaps == {5.0}


def test_an_output_that_takes_nothing_delays_no_other(read: Read) -> None:
    ran = run(read(BRIDGE, INPUT, OUTPUT, "slow = true\n", OUTPUT), 40.0)
    assert len(ran.out.samples) >= 7


@pytest.mark.parametrize("deed", ["hangs", "clings"])
def test_no_input_is_read_twice_at_once(read: Read, deed: Deed) -> None:
    assert run(read(BRIDGE, INPUT, OUTPUT), 45.0, deed).first.most_at_once == 1


def test_what_hangs_is_closed_and_read_again(read: Read) -> None:
    ran = run(read(BRIDGE, INPUT, OUTPUT), 30.0, "hangs")
    assert (ran.first.closes >= 4, ran.first.reads >= 4) == (True, True)


def test_what_takes_no_notice_of_being_cut_is_not_read_again(read: Read) -> None:
    assert run(read(BRIDGE, INPUT, OUTPUT), 40.0, "clings").first.reads == 1


def test_what_hangs_for_good_ends_the_bridge_so_that_it_starts_anew(read: Read) -> None:
    with pytest.raises(Stuck) as stuck:
        run(read(BRIDGE, INPUT, SECOND, OUTPUT), 600.0, "clings")
    assert stuck.value.name == "inverter"


def test_an_output_that_hangs_ends_the_bridge_too(read: Read) -> None:
    with pytest.raises(Stuck) as stuck:
        run(read(BRIDGE, INPUT, OUTPUT, "slow = true\n"), 600.0)
    assert stuck.value.name == "oddout 1"


@pytest.mark.parametrize(
    ("deed", "code"),
    [("fails", "connection"), ("hangs", "timeout"), ("breaks", "connection"), ("infinite", "not_a_number")],
)
def test_a_read_that_failed_is_handed_on_with_its_reason(read: Read, deed: Deed, code: str) -> None:
    ran = run(read(BRIDGE, INPUT, OUTPUT), 12.0, deed)
    assert {(each.value, each.error and each.error.code) for each in ran.out.samples} == {(None, code)}


def test_what_is_frozen_is_not_sent(read: Read) -> None:
    assert run(read(BRIDGE, INPUT, OUTPUT), 30.0, "freezes").out.samples == []


@pytest.mark.parametrize(
    ("deed", "state", "code", "fault"),
    [
        ("reads", "well", "", ""),
        ("fails", "failing", "connection", "refused"),
        ("hangs", "failing", "timeout", "slow"),
        ("freezes", "frozen", "frozen", "file"),
    ],
)
def test_outputs_are_told_how_inputs_do(read: Read, deed: Deed, state: str, code: str, fault: str) -> None:
    (only,) = run(read(BRIDGE, INPUT, OUTPUT), 30.0, deed).out.reports[-1].inputs
    assert (only.state, only.code, only.fault, only.points) == (state, code, fault, ("roof-a/power",))


def test_reports_come_each_minute_and_when_something_changed(read: Read) -> None:
    """waiting, well; and then each minute."""
    assert 6 <= len(run(read(BRIDGE, INPUT, OUTPUT), 305.0).out.reports) <= 8


def test_an_error_of_a_library_is_told_without_its_words(read: Read, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run(read(BRIDGE, INPUT, OUTPUT), 12.0, "breaks")
    told = f"{[str(each.error) for each in ran.out.samples]} {capsys.readouterr()}"
    assert ("hunter2" in told, "RuntimeError (odd.py:" in told) == (False, True)


def test_everything_is_closed_in_the_end(read: Read) -> None:
    ran = run(read(BRIDGE, INPUT, OUTPUT), 3.0)
    assert (ran.first.closes, ran.out.closed) == (1, True)


@pytest.mark.parametrize("deed", ["reads", "hangs", "clings"])
def test_it_ends_within_five_seconds(read: Read, deed: Deed) -> None:
    loop = FACTORIES["virtual"]()

    async def ended() -> float:
        running = Running(read(BRIDGE, INPUT, OUTPUT, "slow = true\n"))
        running.first.deed = deed
        task = asyncio.create_task(running.bridge.run(running.stop))
        await asyncio.sleep(12.0)
        running.stop.set()
        began = loop.time()
        await task
        took = loop.time() - began
        await let_go(running)
        return took

    assert loop.run_until_complete(ended()) <= 5.0
    loop.close()


def test_a_leap_of_the_clock_changes_no_pace(read: Read) -> None:
    loop = FACTORIES["virtual"]()

    async def go() -> Running:
        leap = [0.0]
        running = Running(read(BRIDGE, INPUT, OUTPUT), leap)

        async def leapt() -> None:
            leap[0] = -86_400.0
            await asyncio.sleep(30.0)

        await running.go_on(30.0, leapt)
        return running

    ran = loop.run_until_complete(go())
    loop.close()
    gaps = {round(later - before, 6) for before, later in zip(ran.first.read_at, ran.first.read_at[1:], strict=False)}
    assert gaps == {5.0}


@pytest.mark.parametrize(
    ("due", "now", "following"),
    [(0.0, 1.0, 5.0), (0.0, 4.9, 5.0), (0.0, 5.0, 10.0), (0.0, 23.0, 25.0), (2.0, 30.0, 32.0)],
)
def test_turns_that_were_missed_are_left_out(due: float, now: float, following: float) -> None:
    assert next_due(due, 5.0, now) == pytest.approx(following)


def test_nothing_is_begun_where_a_secret_is_missing(read: Read) -> None:
    config = read(BRIDGE, INPUT.replace("[[input.p", 'password = "env:NONE"\n[[input.p'), OUTPUT)
    with pytest.raises(ConfigError) as refusal:
        opened(config.inputs, config.outputs, site(config))
    assert [(each.where, each.code) for each in refusal.value.problems] == [("input[inverter]", "secret_missing")]
