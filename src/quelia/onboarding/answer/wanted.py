"""Whether a key is needed, and how it is shown: what was ticked or said of it, before any key is looked at."""

from collections.abc import Sequence
from typing import NamedTuple

from quelia.onboarding.answer.entry import Entry
from quelia.onboarding.answer.folding import fold, soften
from quelia.onboarding.answer.tick import Option, chosen, options, pattern
from quelia.onboarding.answer.value import bare
from quelia.onboarding.answer.vocabulary import NO_KEY, OTHER, TRUTHS, is_empty, ways

_SCHEME_OF = {soften(way): code for way, code in ways("scheme")} | {soften(way): "other" for way in OTHER}
_SCHEME = pattern(_SCHEME_OF)
_TRUTH_OF = {soften(way): code for way, code in ways("yes") + ways("no") if len(way) > 1}
_TRUTH = pattern(_TRUTH_OF)
_MOST_SAID = 400  # characters of what says yes or no


class Shown(NamedTuple):
    """How a key is shown. several: schemes that were all ticked. other: what was written behind "Autre"."""

    scheme: str = ""
    several: tuple[str, ...] = ()
    other: str = ""
    line: int = 0


def is_needed(entries: Sequence[Entry]) -> tuple[bool | None, bool]:
    """What was said of whether a key is needed, and whether it was both yes and no."""
    for entry in entries:
        text = entry.text[:_MOST_SAID]
        if (word := TRUTHS.get(fold(text))) is not None:
            return word == "yes", False
        if says_no_key(text):
            return False, False
        truths = _truths(text)
        if len(said := chosen(truths)) > 1:
            return None, True
        if not said and len(truths) > 1 and not any(option.ticked for option in truths):
            below = [_truths(part) for _, part in entry.parts[1:]]
            said = [seen[0].code for seen in below if len(seen) == 1 and not seen[0].has_box][:1]
        if not said and truths and all(option.ticked is None for option in truths):
            said = [truths[0].code]  # "Oui, mais pas avant mardi": what is said first
        if said:
            return said[0] == "yes", False
        if not truths and not is_empty(text) and _schemes(text):
            return True, False
    return None, False


def says_no_key(text: str) -> bool:
    """ "Pas besoin de clé", in a sentence."""
    folded = f" {fold(text[:_MOST_SAID])} "
    return any(f" {each} " in folded for each in NO_KEY)


def shown(entries: Sequence[Entry]) -> Shown:
    """The one way that is ticked or named."""
    for entry in entries:
        text = "\n".join(part for _, part in entry.parts)
        seen = _schemes(text)
        other = _other(text, seen)
        picked = [code for code in chosen(seen if not other else [o for o in seen if o.ticked]) if code != "other"]
        # "Bearer" says more than the header it stands in
        picked = [code for code in picked if not (code == "header" and len(picked) > 1)]
        if other and not picked:
            named = [option.code for option in _schemes(other) if option.code != "other"]
            return Shown(
                named[0] if len(named) == 1 else "header" if "-" in other else "", other=other, line=entry.line
            )
        if len(picked) > 1:
            return Shown(several=tuple(picked), line=entry.line)
        if picked:
            return Shown(picked[0], line=entry.line)
    return Shown()


def _truths(text: str) -> list[Option]:
    return options(soften(text), _TRUTH, _TRUTH_OF)


def _schemes(text: str) -> list[Option]:
    return options(soften(text), _SCHEME, _SCHEME_OF)


def _other(text: str, seen: list[Option]) -> str:
    last = next((option for option in seen if option.code == "other"), None)
    written = bare(text[last.end :].lstrip(" :=-").split("\n")[0]) if last else ""
    return "" if is_empty(written) else written
