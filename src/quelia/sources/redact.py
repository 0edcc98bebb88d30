"""Takes secrets out of everything that is logged, by value: whoever logs them, and however they are written there."""

import html
import json
import logging
import re
import sys
import traceback
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote, quote_plus

MASK = "•••"
# Shorter ones are masked only where they stand as a whole word: "1" is in every date, and a log with all of them
# masked would say nothing, except, by where the masks stand, what the secret is.
_SHORTEST = 4


class Redactor:
    """Knows the secrets of this process and masks them in texts, in log records and in structlog's events.

    One dictionary step per character, whatever the number of secrets. A processor of structlog (put it last before
    the renderer, after exceptions were formatted) and a logging.Filter (for every handler) in one.
    """

    def __init__(self) -> None:
        self._forms: set[str] = set()
        self._passing: Counter[str] = Counter()
        self._by_start: defaultdict[str, list[str]] = defaultdict(list)
        self._short: set[str] = set()
        self._words: re.Pattern[str] | None = None

    def register(self, value: str, user: str | None = None) -> None:
        """Mask `value` from now on; with `user`, the pair that the basic scheme sends as well."""
        new = set(_forms(value)) - self._forms
        if user is not None:
            new |= set(_base64(f"{user}:{value}")) - self._forms
        self._forms |= new
        self._look_for(new - self._passing.keys())

    def hide(self, value: str) -> Callable[[], None]:
        """Mask `value` until what this returns is called: a token comes and goes, and there are many in a year."""
        forms = set(_forms(value))
        self._look_for(forms - self._forms - self._passing.keys())
        self._passing.update(forms)

        def end() -> None:
            self._passing.subtract(forms)
            for form in forms:
                if not self._passing[form]:
                    del self._passing[form]
                    if form not in self._forms:
                        self._overlook(form)

        return end

    def _overlook(self, form: str) -> None:
        if len(form) < _SHORTEST:
            return  # so short that it is masked for good: a few words at most
        alike = self._by_start[form[:_SHORTEST]]
        alike.remove(form)
        if not alike:
            del self._by_start[form[:_SHORTEST]]

    def _look_for(self, forms: Iterable[str]) -> None:
        for form in forms:
            if len(form) >= _SHORTEST:
                self._by_start[form[:_SHORTEST]].append(form)
            else:
                self._short.add(form)
                words = "|".join(map(re.escape, sorted(self._short, reverse=True)))
                self._words = re.compile(rf"(?<!\w)(?:{words})(?!\w)")

    def text(self, text: str) -> str:
        """`text` with every known secret replaced, overlapping ones included."""
        if self._by_start:
            text = self._long(text)
        return text if self._words is None else self._words.sub(MASK, text)

    def value(self, value: Any) -> Any:
        """Any value of an event: containers are gone through; what would print a secret becomes masked text."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.value(key): self.value(inner) for key, inner in value.items()}
        if type(value) in (list, tuple, set, frozenset):
            return type(value)(self.value(inner) for inner in value)
        return self._written(value)

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask a log record in place, its traceback and its extra attributes included; never drops one."""
        record.args = self.value(record.args)  # kept where it will do: some formatters read them one by one
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - arguments that do not fit the message: logging would print them as they are
            record.msg, record.args = self.text(f"{record.msg} {record.args!r}"), None
        else:
            if (masked := self.text(message)) != message:
                record.msg, record.args = masked, None
        record.exc_text = record.exc_text or _traceback(record.exc_info)
        record.exc_info = None  # a formatter would write it again, unmasked
        for name, value in vars(record).items():
            if value is not None and not isinstance(value, (int, float)) and name not in ("msg", "levelname"):
                setattr(record, name, self.value(value))
        return True

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Mask an event of structlog."""
        failure = _traceback(event.pop("exc_info", None))
        if failure is not None:  # nobody formatted it yet, and a renderer would do so behind our back
            event["exception"] = failure
        return {name: self.value(value) for name, value in event.items()}

    def _long(self, text: str) -> str:
        spans: list[list[int]] = []
        for start in range(len(text) - _SHORTEST + 1):
            forms = self._by_start.get(text[start : start + _SHORTEST])
            ends = [start + len(form) for form in forms or () if text.startswith(form, start)]
            if not ends:
                continue
            if spans and start <= spans[-1][1]:
                spans[-1][1] = max(spans[-1][1], *ends)
            else:
                spans.append([start, max(ends)])
        for first, last in reversed(spans):
            text = text[:first] + MASK + text[last:]
        return text

    def _written(self, value: object) -> object:
        """`value` itself, or what is left of its text where that holds a secret."""
        for written in (str(value), repr(value)):
            masked = self.text(written)
            if masked != written:
                return masked
        return value


def _traceback(exc_info: object) -> str | None:
    """The text of an exception in any of the shapes that logging and structlog know."""
    if exc_info is True:
        exc_info = sys.exc_info()
    failure = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if not isinstance(failure, BaseException):
        return None
    return "".join(traceback.format_exception(failure)).rstrip("\n")


def _forms(value: str) -> Iterator[str]:
    """All the ways in which `value` may be written; none for the empty one."""
    if not value:
        return
    yield value
    octets = value.encode("utf-8", "replace")
    for encoded in (quote(octets, safe=""), quote(octets), quote_plus(octets)):
        yield encoded
        yield re.sub("%[0-9A-F]{2}", lambda octet: octet[0].lower(), encoded)
    for escaped in (json.dumps(value), json.dumps(value, ensure_ascii=False), repr(value), ascii(value)):
        yield escaped[1:-1]
    yield json.dumps(value)[1:-1].replace("/", "\\/")
    yield html.escape(value)
    yield from _base64(value)


def _base64(value: str) -> Iterator[str]:
    """Standard and URL-safe; without the padding, so that both spellings are found."""
    encoded = b64encode(value.encode("utf-8", "replace")).decode("ascii").rstrip("=")
    yield encoded
    yield encoded.translate(str.maketrans("+/", "-_"))
