"""Where somebody answers and is not sure himself: "kWc ?", "non, je crois"."""

import re
from collections.abc import Iterator, Mapping

from quelia.onboarding.answer.answer import Field, Found, Remark
from quelia.onboarding.answer.fields.address import without_addresses
from quelia.onboarding.answer.fields.entry import Entry, Section
from quelia.onboarding.answer.text.folding import fold
from quelia.onboarding.answer.text.vocabulary import HESITANT

_LONGEST = 400
# behind a word, and not where something was left to be filled in, nor where a box or an accent was lost on its way
_ASKED = re.compile(r"(?<=[\w/³)])(?:\s\?+|\?{2,})(?=[\s).,;]|$)|\(\?+\)")
_ASKED_CLOSELY = re.compile(r"(?<=\w)\?(?=[\s).,;]|$)")
# "kW/h" is no unit: some mean kW by it, and some kWh
_NO_UNIT = re.compile(r"(?<!\w)[kKMG]W\s?/\s?h(?!\w)")
_OPTION = re.compile(r"[☐☒☑✓✔□■]|\[[ xX]?\]|\s{3,}")
_OF: tuple[Field, ...] = ("url", "path", "unit")


def hesitations(section: Section, fields: Mapping[Field, Found]) -> Iterator[tuple[Field, Remark]]:
    """The fields whose answer is none to rely on, each with what there is to ask."""
    for field in _OF:
        found = fields.get(field)
        said = _said(section, field, found.line) if found is not None else ""
        beside = without_addresses(said) if field == "url" else said
        if (
            found is not None
            and said
            and (hesitates(beside, closely=field == "unit") or (field == "unit" and _NO_UNIT.search(said)))
        ):
            facts = {"written": _doubtful_part(said), "meant": found.value}
            yield field, Remark(f"{field}_unsure", field, found.line, facts, asks=True)


def about_need(entry: Entry) -> Remark:
    """On whether a key is needed, where that was said with doubt."""
    return Remark("needs_unsure", "needs_key", entry.first[0], {"written": _doubtful_part(entry.first[1])}, asks=True)


def hesitates(text: str, *, closely: bool = True) -> bool:
    """closely: whether a question mark counts right behind a word, where an accent may have been lost elsewhere."""
    text = text[:_LONGEST]
    if text.lstrip().startswith("?"):  # boxes that became question marks
        return False
    words = f" {fold(text)} "
    return bool(_ASKED.search(text) or (closely and _ASKED_CLOSELY.search(text))) or any(
        f" {each} " in words for each in HESITANT
    )


def _doubtful_part(text: str) -> str:
    """The option that is doubted, of several."""
    parts = [part.strip() for part in _OPTION.split(text[:_LONGEST])]
    return next((part for part in parts if hesitates(part)), text.strip())[:80]


def _said(section: Section, field: Field, line: int) -> str:
    return next((part for entry in section.of(field) for at, part in entry.parts if at == line), "")
