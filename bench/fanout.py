"""Fan-out: deliveries per CPU second and memory a viewer, beside nchan; and how old the news are on arrival."""

from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.duel import Duel, Shape, duel
from bench.figures import Bounds, Figure, Round, Sample, compared, percentile
from bench.loads import News

_UNIT = "deliveries/CPU s"
_MEMORY = Bounds(floor=0.5, goal=0.3, most=True)


def one_plant(folder: Path, rounds: int) -> list[Figure]:
    crowds = {1_000: Bounds(1.0, 1.25), 5_000: Bounds(1.0, 1.25), 10_000: Bounds(1.0, 1.0)}
    figures: list[Figure] = []
    heard: dict[int, list[News]] = {}
    with duel(folder, Shape(1, 1.0, "plants=p0")) as pair:
        alone = _rounds(pair, 1, rounds)
        for viewers, bounds in crowds.items():
            figures += _crowd(pair, f"one plant, {viewers:,} viewers", _rounds(pair, viewers, rounds), alone, bounds)
            heard[viewers] = pair.heard()
    return [*figures, *_latency(heard[1_000], heard[5_000])]


def one_map(folder: Path, rounds: int) -> list[Figure]:
    with duel(folder, Shape(200, 5.0, "map=france")) as pair:
        done = _rounds(pair, 1_000, rounds)
        return [compared("map of 200 plants, 1,000 viewers", _UNIT, done, Bounds(5.0, 8.0)), _memory(pair)]


def many_plants(folder: Path, rounds: int) -> list[Figure]:
    with duel(folder, Shape(500, 5.0)) as pair:
        alone, done = _rounds(pair, 500, rounds), _rounds(pair, 10_000, rounds)
        return _crowd(pair, "500 plants, 20 viewers each", done, alone, Bounds(1.0, 1.3))


def _rounds(pair: Duel, viewers: int, rounds: int) -> list[Round]:
    pair.open(viewers)
    return [pair.round() for _ in range(rounds)]


def _crowd(pair: Duel, what: str, done: Sequence[Round], alone: Sequence[Round], bounds: Bounds) -> list[Figure]:
    """alone: the same with one viewer a channel, whose cost is above all that of polling."""
    our_more, peer_more = (_more([each[side] for each in done], [each[side] for each in alone]) for side in (0, 1))
    return [
        compared(what, _UNIT, done, bounds),
        Figure("  less what one viewer costs", _UNIT, our_more, peer_more, our_more / peer_more),
        _memory(pair),
    ]


def _memory(pair: Duel) -> Figure:
    ours, peer = pair.ours.memory_a_viewer(), pair.peer.memory_a_viewer()
    return Figure("  memory", "bytes/viewer", ours, peer, ours / peer, _MEMORY)


def _more(many: Sequence[Sample], few: Sequence[Sample]) -> float:
    """Deliveries per CPU second of what more than one viewer a channel adds."""
    done = median(each.done / each.seconds for each in many) - median(each.done / each.seconds for each in few)
    cpu_s = median(each.cpu_s / each.seconds for each in many) - median(each.cpu_s / each.seconds for each in few)
    return done / cpu_s


def _latency(few: Sequence[News], many: Sequence[News]) -> list[Figure]:
    """Wall time, which tells of the machine as well: a bound is all there is to compare with."""
    return [
        _age("owner's answer to last of 1,000 viewers", [each.since_answer_ms for each in few], 100.0),
        _age("receipt to last of 5,000 viewers", [each.since_received_ms for each in many], 150.0),
    ]


def _age(what: str, values_ms: Sequence[float], goal_ms: float) -> Figure:
    unit = f"ms, p99 of {len(values_ms)}, median {median(values_ms):.0f}"
    return Figure(what, unit, percentile(values_ms, 0.99), bounds=Bounds(goal=goal_ms, most=True))
