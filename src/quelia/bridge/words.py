"""What a technician reads of an error: what it is, and what to check."""

from functools import cache
from typing import Any

from quelia.domain.bridge import Report
from quelia.domain.errors import SourceError
from quelia.texts import printable, rooms, sentence, texts

_ROOM = "bridge"


def trouble(error: SourceError, lang: str) -> str:
    """The sentence of its fault, else of its code. One that lacks a fact gives way to the next."""
    facts = {name: printable(str(fact)) for name, fact in error.facts.items()}
    for words in _sentences(error.code, error.fault, lang):
        try:
            return words.format(**facts)
        except (KeyError, IndexError):
            continue
    return error.code


def unsent(code: str, lang: str) -> str:
    """Why an output sends nothing, and what to check. code: of ours, of quelia, or `http 404`."""
    words = texts(lang, _ROOM)["unsent"]
    kind, _, status = code.partition(" ")
    if kind == "http":
        return str(words["http_404" if status == "404" else "http"].format(status=status))
    return str(words.get(code.replace(" ", "_"), words["other"]).format(code=code))


def status(report: Report, lang: str) -> str:
    """One line, for `systemctl status`."""
    states = [each.state for each in report.inputs]
    facts = {"well": str(states.count("well")), "all": str(len(states)), "queue": str(report.queue)}
    line = sentence(lang, _ROOM, "status", **facts)
    lost = [f"{each.name} ({each.code})" for each in report.inputs if each.state in ("failing", "frozen")]
    return ", ".join([line, *lost])


def _sentences(code: str, fault: str, lang: str) -> list[str]:
    own, faults = texts(lang, _ROOM)["reason"], _faults(lang)
    tester = texts(lang, "tester")["verdict"]  # what a server on the local network says is explained there
    address = texts(lang, "address") if code == "address" else {}
    found = (
        faults.get(f"{code}_{fault}"),
        faults.get(fault),
        address.get(fault),
        tester.get(f"{code}_{fault}") if fault else None,
        own.get(code),
    )
    return [words for words in found if isinstance(words, str)]


@cache
def _faults(lang: str) -> dict[str, Any]:
    """By fault: those of `bridge.json`, and of a `bridge_….json` that inputs and outputs bring along."""
    found: dict[str, Any] = {}
    for room in rooms(lang):
        if room.startswith(f"{_ROOM}_"):
            found |= texts(lang, room).get("fault", {})
    found |= texts(lang, _ROOM)["fault"]
    return found
