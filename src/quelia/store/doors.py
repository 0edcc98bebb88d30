"""By which door readings of a source come: it is asked at a URL, or it is pushed. Each has keys of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

# what is about asking a server and finding a number in what it says
_OF_ASKING = frozenset(
    {
        "url", "auth", "timeout_s", "history_s", "daily_quota", "null", "timestamp_path", "timezone", "status_path",
        "status_ok", "ca_file", "ca", "pin",
    }
)  # fmt: skip
_OF_FINDING = frozenset({"path", "unit_path", "pick", "number", "nulls"})


def misplaced(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Keys that do not go together, and those that are missing, as `source[0].point[1].path`, each with its code.

    content: of a whole file, well-formed but for that.
    """
    for index, source in enumerate(content.get("source", ())):
        pushed, where = source.get("push", False), f"source[{index}]"
        yield from _faults(source, where, _OF_ASKING, "url", pushed=pushed)
        for place, point in enumerate(source["point"]):
            yield from _faults(point, f"{where}.point[{place}]", _OF_FINDING, "path", pushed=pushed)


def _faults(
    entry: Mapping[str, Any], where: str, of_asking: frozenset[str], needed: str, *, pushed: bool
) -> Iterator[tuple[str, str]]:
    if pushed:
        yield from ((f"{where}.{key}", "pushed_key") for key in entry if key in of_asking)
    elif needed not in entry:
        yield f"{where}.{needed}", "missing_key"
