"""A history that is told what was."""

from quelia.domain.rollup import Rollup

# plant_id, quantity, from, to, by minutes
Asked = tuple[int, str, int, int, bool]


class Memory:
    """told: what it finds, oldest first, whatever is asked for. asked: what was. fails_with: raised instead."""

    def __init__(self, *told: Rollup, fails_with: Exception | None = None) -> None:
        self.told, self.fails_with = list(told), fails_with
        self.asked: list[Asked] = []

    def rollups(self, track: tuple[int, str], start_s: int, end_s: int, *, fine: bool = False) -> list[Rollup]:
        self.asked.append((*track, start_s, end_s, fine))
        if self.fails_with is not None:
            raise self.fails_with
        return [row for row in self.told if start_s <= row.start_s < end_s]
