"""A trial: one owner's server that does as a table says, and what the public must then read of its plant."""

import re
import time
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.sources.faults import HEADER_SECRET, QUERY_SECRET, Step, cases
from tests.store.cellar import table

ANSWERS = Path(__file__).parent.parent / "samples" / "answers.toml"
OWNER = table("owner", {"slug": "owner", "name": "Owner"})
TIMEOUT_S = 1.0
_MOST_BYTES = 1 << 20  # what the program reads of an answer
_NOW = re.compile(r"<now([+-][0-9]+)?( ms| iso| local)?>")
_NONE: Mapping[str, Any] = {}


class Trial(NamedTuple):
    """send: what its server does. state to clock: what is to be seen. plant, source, point: keys of its declaration."""

    name: str
    slug: str
    send: list[Step]
    state: str
    reason: str | None = None
    value: float | None = None
    unit: str = "MW"
    clock: str = "server"
    tls: str = "none"
    plant: Mapping[str, Any] = _NONE
    source: Mapping[str, Any] = _NONE
    point: Mapping[str, Any] = _NONE

    def declaration(self, port: int) -> str:
        return "\n".join(self._tables(port))

    def _tables(self, port: int) -> tuple[str, str, str]:
        place = {"owner": "owner", "name": self.name, "energy": "solar", "latitude": 47.0, "longitude": 1.0}
        plant = {"slug": self.slug, **place, "capacity": "100 MW", "published": True}
        scheme = "http" if self.tls == "none" else "https"
        source = {"slug": self.slug, "owner": "owner", "url": f"{scheme}://127.0.0.1:{port}/live"}
        pace = {"interval_s": 5, "timeout_s": TIMEOUT_S}
        unit = {} if "unit_path" in self.point else {"unit": "MW"}
        point = {"plant": self.slug, "quantity": "power", "path": "power", **unit}
        return (
            table("plant", plant, self.plant),
            table("source", source, pace, self.source),
            table("source.point", point, self.point),
        )


def from_faults() -> list[Trial]:
    """The table of faults. Left out are those whose answer is too large for the reader of that table only."""
    return [_fault(number, case) for number, case in enumerate(cases()) if not _fits(case)]


def from_answers(trap: str) -> list[Trial]:
    """The table of answers. trap: host and port of a server that must not be asked."""
    table_of_answers = tomllib.loads(ANSWERS.read_text("utf-8"))["case"]
    return [_answer(number, case, trap) for number, case in enumerate(table_of_answers)]


def _fits(case: Step) -> bool:
    sizes = [len(step["answer"]) * step.get("times", 1) for step in case["send"] if "answer" in step]
    return bool(case["expect"] == "too_large") and 0 < sum(sizes) <= _MOST_BYTES


def _fault(number: int, case: Step) -> Trial:
    auth = [
        {"type": "header", "name": "X-Key", "secret": HEADER_SECRET},
        {"type": "query", "name": "key", "secret": QUERY_SECRET},
    ]
    reason = case.get("judged") if case["expect"] == "ok" else case["expect"]
    return Trial(
        name=case["name"],
        slug=f"fault-{number}",
        send=case["send"],
        state="error" if reason else "live",
        reason=reason,
        value=None if reason else 42.5,
        tls=case.get("tls", "none"),
        source={"auth": auth},
        point={"path": {"{": "power", "[": "$[0]"}.get(case.get("body", "")[:1], "$")},
    )


def _answer(number: int, case: Step, trap: str) -> Trial:
    headers = [header.replace("<trap>", trap) for header in case.get("headers", [])]
    step = {"answer": lambda: _body(case, trap), "status": case.get("status", "200 OK"), "headers": headers}
    expected = {key: case[key] for key in ("state", "reason", "value", "unit", "clock") if key in case}
    declared = {key: case.get(key, {}) for key in ("plant", "source", "point")}
    return Trial(name=case["name"], slug=f"answer-{number}", send=[step], **expected, **declared)


def _body(case: Step, trap: str) -> bytes:
    if "body" in case:
        text = _NOW.sub(_instant, case["body"].replace("<trap>", trap))
    else:
        parts = case["parts"]
        repeats = [*(part if isinstance(part, int) else 1 for part in parts[1:]), 1]
        text = "".join(part * times for part, times in zip(parts, repeats, strict=True) if isinstance(part, str))
    return text.encode(case.get("encoding", "utf-8"))


def _instant(written: re.Match[str]) -> str:
    at = time.time() + int(written[1] or 0)
    match written[2]:
        case " ms":
            return str(round(at * 1000))
        case " iso":
            return datetime.fromtimestamp(at, UTC).isoformat()
        case " local":
            return datetime.fromtimestamp(at, ZoneInfo("Europe/Paris")).strftime("%Y-%m-%d %H:%M:%S")
    return str(round(at))
