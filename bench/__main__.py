"""`make bench`, `make bench ONLY=fanout`: measures each part and prints one table."""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

from bench import fanout, polling
from bench.figures import Figure, table
from bench.peers import NotReady, have_peers, raise_limit, versions
from bench.process import NotStarted
from bench.snapshot import snapshot

_ROUNDS = 3

Part = Callable[[Path, int], list[Figure]]
PARTS: dict[str, tuple[Part, ...]] = {
    "fanout": (fanout.one_plant,),
    "map": (fanout.one_map, fanout.many_plants),
    "polling": (polling.over_https, polling.over_http),
    "snapshot": (snapshot,),
}


def main() -> int:
    parser = argparse.ArgumentParser("make bench", description="quelia beside its peers")
    parser.add_argument("only", nargs="*", metavar="PART", help=f"measure these parts only: {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="more are steadier where others use the machine")
    parsed = parser.parse_args()
    unknown = [name for name in parsed.only if name not in PARTS]
    if unknown or parsed.rounds < 1:
        parser.error(f"there is no part {unknown[0]}" if unknown else "one round at least")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    begun_at = time.monotonic()
    figures: list[Figure] = []
    try:
        have_peers()
        raise_limit()
        for part in _parts(parsed.only or list(PARTS), parsed.rounds):
            figures += part  # one after the other: what fails later takes nothing away
    except (NotReady, NotStarted) as error:
        _show(figures)
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    _show(figures)
    print(
        f"Medians of {parsed.rounds} rounds or more; CPU seconds of each server with its children. See docs/bench.md."
    )
    print(f"{versions()}. {time.monotonic() - begun_at:.0f} s.")
    return 0


def _parts(names: Sequence[str], rounds: int) -> Iterator[list[Figure]]:
    with tempfile.TemporaryDirectory(prefix="quelia-bench-") as folder:
        for name in names:
            for number, part in enumerate(PARTS[name]):
                print(f"{name}: {part.__name__.replace('_', ' ')}…", flush=True)
                place = Path(folder) / f"{name}-{number}"
                place.mkdir()
                yield part(place, rounds)


def _show(figures: Sequence[Figure]) -> None:
    if figures:
        print(f"\n{table(figures)}\n")


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Once: while what was started is being ended, impatience would leave some of it behind."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
