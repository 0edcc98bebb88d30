"""Who is told what, and how often. Time is a number, and the loop a list of what is to be called."""

from collections.abc import Callable

import pytest

from quelia.live.audience import _AT_ONCE, _TICK_S, Audience, Frames

P1, P2 = "plant:p1", "plant:p2"


class Listener:
    """A viewer that keeps each piece it is given."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def offer(self, frames: Frames, together: bytes) -> None:
        self.pieces.append(together)

    def end(self) -> None:
        pass


class Room:
    """An audience whose time goes when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0
        self.calls: list[tuple[float, Callable[[], None]]] = []
        self.audience = Audience(lambda: self.now, lambda delay, call: self.calls.append((self.now + delay, call)))

    def turn(self) -> None:
        """One turn of the loop: what is due now, and not what that sets off."""
        due = [call for at, call in self.calls if at <= self.now]
        self.calls = [(at, call) for at, call in self.calls if at > self.now]
        for call in due:
            call()

    def wait(self, seconds: float) -> None:
        until = self.now + seconds
        while due := sorted(at for at, _ in self.calls if at <= until):
            self.now = max(self.now, due[0])
            self.turn()
        self.now = until

    def join(self, *channels: str, frames: Frames | None = None) -> Listener:
        listener = Listener()
        self.audience.join(listener, channels, frames or {})
        return listener


@pytest.fixture
def room() -> Room:
    return Room()


def test_the_latest_comes_first_and_in_one_piece(room: Room) -> None:
    assert room.join(P1, P2, frames={"p1": b"1", "p2": b"2"}).pieces == [b"12"]


def test_who_watches_nothing_that_is_there_is_given_nothing(room: Room) -> None:
    assert room.join(P1).pieces == []


def test_a_first_change_leaves_with_the_next_turn(room: Room) -> None:
    listener = room.join(P1)
    room.audience.tell([P1], "p1", b"1")
    room.turn()
    assert listener.pieces == [b"1"]


def test_what_changes_in_one_turn_leaves_in_one_piece(room: Room) -> None:
    listener = room.join("map:france")
    for plant in ("p1", "p2", "p3"):
        room.audience.tell([f"plant:{plant}", "map:france"], plant, plant.encode())
    room.turn()
    assert listener.pieces == [b"p1p2p3"]


def test_what_changes_within_a_tick_leaves_together_at_its_end(room: Room) -> None:
    listener = room.join("map:france")
    room.audience.tell(["map:france"], "p0", b"0")
    room.turn()
    for number in (1, 2, 3):
        room.wait(_TICK_S / 8)
        room.audience.tell(["map:france"], f"p{number}", b"%d" % number)
    assert listener.pieces == [b"0"]
    room.wait(_TICK_S)
    assert listener.pieces == [b"0", b"123"]


def test_of_one_plant_only_the_newest_leaves(room: Room) -> None:
    listener = room.join(P1)
    room.audience.tell([P1], "p1", b"first")
    room.turn()
    for frame in (b"old", b"older", b"newest"):
        room.audience.tell([P1], "p1", frame)
    room.wait(_TICK_S)
    assert listener.pieces == [b"first", b"newest"]


def test_a_plant_on_two_channels_of_one_viewer_is_said_once(room: Room) -> None:
    listener = room.join(P1, "map:france")
    room.audience.tell([P1, "map:france"], "p1", b"1")
    room.turn()
    assert listener.pieces == [b"1"]


def test_those_who_watch_the_same_are_given_the_same_object(room: Room) -> None:
    listeners = [room.join(P1, P2), room.join(P2, P1)]
    room.audience.tell([P1], "p1", b"one")
    room.audience.tell([P2], "p2", b"two")
    room.turn()
    assert listeners[0].pieces[0] is listeners[1].pieces[0]


def test_a_large_audience_lets_others_have_their_turn(room: Room) -> None:
    listeners = [room.join(P1) for _ in range(3 * _AT_ONCE)]
    room.audience.tell([P1], "p1", b"1")
    told = []
    for _ in range(3):
        room.turn()
        told.append(sum(len(listener.pieces) for listener in listeners))
    assert told == [_AT_ONCE, 2 * _AT_ONCE, 3 * _AT_ONCE]


def test_news_during_a_long_round_come_to_everybody_after_it(room: Room) -> None:
    listeners = [room.join(P1) for _ in range(2 * _AT_ONCE)]
    room.audience.tell([P1], "p1", b"1")
    room.turn()
    room.audience.tell([P1], "p1", b"2")
    room.wait(2 * _TICK_S)
    assert all(listener.pieces == [b"1", b"2"] for listener in listeners)


def test_who_leaves_during_a_long_round_is_told_nothing_more(room: Room) -> None:
    listeners = [room.join(P1) for _ in range(2 * _AT_ONCE)]
    room.audience.tell([P1], "p1", b"1")
    room.turn()
    waiting = [listener for listener in listeners if not listener.pieces]
    room.audience.leave(waiting[0], [P1])
    room.wait(_TICK_S)
    assert waiting[0].pieces == []


def test_who_joins_during_a_long_round_has_the_latest_already(room: Room) -> None:
    for _ in range(2 * _AT_ONCE):
        room.join(P1)
    room.audience.tell([P1], "p1", b"1")
    room.turn()
    late = room.join(P1, frames={"p1": b"1"})
    room.wait(_TICK_S)
    assert late.pieces == [b"1"]


def test_a_viewer_may_leave_while_it_is_told(room: Room) -> None:
    class Hasty(Listener):
        def offer(self, frames: Frames, together: bytes) -> None:
            room.audience.leave(self, [P1])

    room.audience.join(Hasty(), [P1], {})
    listeners = [room.join(P1) for _ in range(5)]
    room.audience.tell([P1], "p1", b"1")
    room.turn()
    assert all(listener.pieces == [b"1"] for listener in listeners)


def test_it_knows_how_many_they_are(room: Room) -> None:
    listener = room.join(P1)
    room.join(P2)
    room.audience.leave(listener, [P1])
    assert len(room.audience) == 1
