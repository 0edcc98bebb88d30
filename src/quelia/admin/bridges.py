"""How bridges do, in words: for those who look after the sources that they send."""

import re
import time
from functools import cache
from typing import NamedTuple

from quelia.admin.desk import desk
from quelia.admin.language import spoken
from quelia.domain.bridge import SILENT_AFTER_S, WRONG_CLOCK_S, InputReport
from quelia.store.bridges import Heard
from quelia.texts import rooms, texts

_LONGEST = 60  # characters of a name that somebody else wrote
_MOST_POINTS = 12
_LOOKS = {"waiting": "waiting", "well": "live", "failing": "error", "frozen": "stale"}


class Input(NamedTuple):
    """One thing that a bridge reads. why: what to check, empty where it does well."""

    name: str
    type: str
    state: str
    why: str
    read_at: float | None
    points: tuple[str, ...]
    more: int

    @property
    def looks(self) -> str:
        """As the state of a source that does like it."""
        return _LOOKS[self.state]


class Seen(NamedTuple):
    """A bridge. newer: whether its program is older than ours. ahead_s: how far its clock goes wrong, None where it does not.

    key: for whom its key was made, or how that ends.
    """

    name: str
    key: str
    version: str
    newer: str
    heard_at: float
    silent: bool
    queue: int
    oldest_at: float | None
    dropped: int
    ahead_s: float | None
    inputs: tuple[Input, ...]


def bridges() -> dict[int, list[Seen]]:
    """All that were heard of, by the number of their source; the newest first. Raises DatabaseUnusable."""
    now = time.time()
    found: dict[int, list[Seen]] = {}
    for each in desk().health.bridges.heard():
        found.setdefault(each.source, []).append(seen(each, now))
    return found


def seen(heard: Heard, now: float) -> Seen:
    """heard: nothing of it is ours, but for when it came."""
    report = heard.report
    return Seen(
        name=tellable(report.bridge),
        key=tellable(heard.key_name) or f"…{heard.hint}",
        version=tellable(report.version),
        newer=_newer(desk().version, report.version),
        heard_at=heard.heard_at,
        silent=now - heard.heard_at > SILENT_AFTER_S,
        queue=report.queue,
        # by its own clock: put right, so that it is not older or younger than it is
        oldest_at=report.oldest_at - heard.ahead_s if report.oldest_at is not None and report.queue else None,
        dropped=report.dropped,
        ahead_s=heard.ahead_s if abs(heard.ahead_s) > WRONG_CLOCK_S else None,
        inputs=tuple(_input(each, heard.ahead_s) for each in report.inputs),
    )


def tellable(text: str) -> str:
    """What somebody else wrote, fit for a page: one line, not endless, without what turns or hides letters."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _input(report: InputReport, ahead_s: float) -> Input:
    return Input(
        name=tellable(report.name),
        type=tellable(report.type),
        state=report.state,
        why=_why(report) if report.state in ("failing", "frozen") else "",
        read_at=report.read_at - ahead_s if report.read_at is not None else None,
        points=tuple(tellable(point) for point in report.points[:_MOST_POINTS]),
        more=max(0, len(report.points) - _MOST_POINTS),
    )


def _why(report: InputReport) -> str:
    """The most telling sentence that needs no fact: what the bridge knows besides stands in its own log."""
    lang = spoken()
    words = texts(lang, "bridge")
    code = "frozen" if report.state == "frozen" and report.code not in words["reason"] else report.code
    faults = _faults(lang)
    for told in (faults.get(f"{code}_{report.fault}"), faults.get(report.fault), words["reason"].get(code)):
        if isinstance(told, str) and "{" not in told:
            return told
    return str(texts(lang, "pushing")["bridge"]["why_unknown"])


@cache
def _faults(lang: str) -> dict[str, object]:
    """By fault, of all inputs and outputs."""
    found: dict[str, object] = {}
    for room in rooms(lang):
        if room == "bridge" or room.startswith("bridge_"):
            found |= texts(lang, room).get("fault", {})
    return found


def _newer(ours: str, theirs: str) -> str:
    """Our version, where theirs is an older one; empty where it is not, or where that cannot be said."""
    mine, their = _numbers(ours), _numbers(theirs)
    return ours if mine and their and mine > their else ""


def _numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")] if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}", version) else []
