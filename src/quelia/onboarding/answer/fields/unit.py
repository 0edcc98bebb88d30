"""The unit of the value: the option that is ticked, or the word that was written instead."""

import re
from collections.abc import Iterator, Sequence

from quelia.domain.unit import UnitError, declared_unit, known_unit
from quelia.onboarding.answer.answer import Confidence, Found, Remark
from quelia.onboarding.answer.fields.entry import Entry, first_told
from quelia.onboarding.answer.fields.tick import Option, chosen, options, pattern
from quelia.onboarding.answer.text.folding import fold
from quelia.onboarding.answer.text.value import bare
from quelia.onboarding.answer.text.vocabulary import UNIT_WORDS, is_empty

# as they are written; letters that say another unit in another case are told apart
_WRITTEN = {
    way.strip(): symbol
    for symbol, ways in {
        "W": "W|Watt|Watts|watt|watts|Wc",
        "kW": "kW|KW|kw|Kw|kWc|kWp|KWc|KWp|kwc|kwp",
        "MW": "MW|Mw|MWc|MWp",
        "GW": "GW|Gw",
        "Wh": "Wh",
        "kWh": "kWh|KWh|kwh|KWH|kWH",
        "MWh": "MWh|Mwh|MWH",
        "GWh": "GWh",
        "Nm³/h": "Nm³/h|Nm3/h|nm3/h|NM3/H|Nm3/H|NM3/h|nm³/h|Nm 3/h|Nm3 / h|Nm3/heure|Nm3/hr|Nm^3/h|Nm?/h|Nm\ufffd/h",
        "m³/h": "m³/h|m3/h|M3/H|m^3/h",
    }.items()
    for way in ways.split("|")
}
_OTHER = "other"
_OTHERS = ("Autre", "autre", "AUTRE", "Autres", "Other", "other", "OTHER")
_MEANT = _WRITTEN | dict.fromkeys(_OTHERS, _OTHER)
_KNOWN = pattern(_MEANT)
_ENERGY = frozenset({"Wh", "kWh", "MWh", "GWh"})
_IN_WORDS = re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, UNIT_WORDS), key=len, reverse=True)) + r")(?!\w)")
_LONGEST = 16
_OPTIONS = 3  # of the form, beside "Autre"


def unit(entries: Sequence[Entry]) -> Sequence[Found | Remark]:
    """What the entries of the unit say: at most one Found, and remarks."""
    return first_told(entries, _read)


def _read(entry: Entry) -> Iterator[Found | Remark]:
    line, text = entry.first[0], " \n ".join(part for _, part in entry.parts)
    if (spaced := known_or_empty(text.replace(" ", ""))) and len(text) <= _LONGEST:
        text = spaced  # "M W", "Nm3 / h"
    seen = options(text, _KNOWN, _MEANT)
    written = _other(text, seen)
    sure: Confidence = "sure" if entry.is_sure else "likely"
    picked = _picked(entry, text, seen, written)
    if len(picked) > 1:
        yield Remark("unit_several", "unit", line, {"units": ", ".join(picked)}, asks=True)
    elif picked:
        # the others were deleted, and the box was not ticked
        is_left = len(seen) == 1 and seen[0].ticked is False
        yield from _told(picked[0], "likely" if is_left else sure, line)
    elif written:
        yield from _free(written, sure, line)
    elif any(option.ticked for option in seen):
        yield Remark("unit_other_empty", "unit", line, asks=True)
    elif _named_in_words(seen):
        yield Remark("unit_several", "unit", line, {"units": ", ".join(option.code for option in seen)}, asks=True)
    elif not seen:
        yield from _in_words(text, sure, line)


def _named_in_words(seen: list[Option]) -> bool:
    """ "kW ou MW", and not the options of the form as they stand there."""
    return 1 < len(seen) < _OPTIONS and all(option.ticked is None and option.code != _OTHER for option in seen)


def _picked(entry: Entry, text: str, seen: list[Option], written: str) -> list[str]:
    """The units that are marked, the one that was written behind "Autre" among them where it differs."""
    named = [option for option in seen if option.code != _OTHER]
    if len(seen) == 1 and named and named[0].ticked is None and (said := _spelled(text)):
        return [said]  # "normo m3/h" is more than the m³/h in it
    picked = [option.code for option in named if option.ticked] if written else chosen(named)
    if picked:
        return picked + ([written] if written and known_or_empty(written) != picked[0] else [])
    if not written and (beside := _beside(entry)) is not None:
        return [beside]
    return [named[0].code] if len(seen) == 1 and named else []


def _beside(entry: Entry) -> str | None:
    """The one unit that was written below the options, none of which is ticked."""
    lines = [options(part, _KNOWN, _MEANT) for _, part in entry.parts[1:]]
    alone = {seen[0].code for seen in lines if len(seen) == 1 and not seen[0].has_box and seen[0].code != _OTHER}
    return alone.pop() if len(alone) == 1 and len(lines) < len(_WRITTEN) else None


def _other(text: str, seen: list[Option]) -> str:
    """What was written behind "Autre"."""
    last = next((option for option in seen if option.code == _OTHER), None)
    if last is None:
        return ""
    written = bare(text[last.end :].lstrip(" :=-").split("\n")[0])
    return "" if is_empty(written) and written != "%" else written


def known_or_empty(written: str) -> str:
    try:
        return known_unit(written).symbol
    except UnitError:
        return ""


def _told(symbol: str, sure: Confidence, line: int) -> Iterator[Found | Remark]:
    if symbol in _ENERGY:
        yield Found(symbol, "doubtful", line)
        yield Remark("unit_energy", "unit", line, {"unit": symbol, "meant": symbol.removesuffix("h")}, asks=True)
    else:
        yield Found(symbol, sure, line)


def _free(written: str, sure: Confidence, line: int) -> Iterator[Found | Remark]:
    """A unit that is none of the options."""
    words = list(_in_words(written, sure, line, alone=True))
    if words:
        yield from words
        return
    seen = options(written, _KNOWN, _MEANT)
    if len(seen) == 1 and seen[0].code != _OTHER:
        yield from _told(seen[0].code, sure, line)
        return
    try:
        yield from _told(declared_unit(written).symbol, sure, line)
    except UnitError as error:
        if error.meant is not None:
            yield Found(error.meant, "doubtful", line)
            yield Remark("unit_case", "unit", line, {"written": written[:_LONGEST], "meant": error.meant}, asks=True)
        else:
            yield Remark("unit_unreadable", "unit", line, asks=True)


def _spelled(text: str) -> str:
    """The one unit that is spelled out."""
    said = {UNIT_WORDS[found[0]] for found in _IN_WORDS.finditer(fold(text))}
    return said.pop() if len(said) == 1 else ""


def _in_words(text: str, sure: Confidence, line: int, alone: bool = False) -> Iterator[Found | Remark]:
    """Spelled out, or a symbol of its own."""
    said = {UNIT_WORDS[found[0]] for found in _IN_WORDS.finditer(fold(text))}
    if len(said) == 1:
        yield from _told(_spelled(text), sure, line)
    elif not alone and not said:
        written = bare(text.partition("\n")[0])
        if not is_empty(written) or written == "%":
            yield from _free(written, sure, line)
    elif said:
        yield Remark("unit_several", "unit", line, {"units": ", ".join(sorted(said))}, asks=True)
