"""What an examination found: one line each, with a mark for well, look at this, or broken."""

from collections import Counter
from collections.abc import Iterable
from typing import Literal

import msgspec

from quelia.texts import printable, texts

Mark = Literal["well", "look", "broken"]
_MARKS: dict[Mark, str] = {"well": "✓", "look": "!", "broken": "✗"}


class Finding(msgspec.Struct, frozen=True):
    """`code` finds the sentence in `texts/*/doctor.json`; `facts` fill it."""

    mark: Mark
    code: str
    facts: dict[str, object]

    def sentence(self, lang: str) -> str:
        sentence: str = texts(lang, "doctor")[self.code]
        return sentence.format(**{name: _written(fact, lang) for name, fact in self.facts.items()})


def well(code: str, **facts: object) -> Finding:
    return Finding("well", code, facts)


def look(code: str, **facts: object) -> Finding:
    return Finding("look", code, facts)


def broken(code: str, **facts: object) -> Finding:
    return Finding("broken", code, facts)


def show(findings: Iterable[Finding], lang: str) -> Counter[Mark]:
    """Print each as soon as it is found. Returns how many there were of each mark."""
    marks: Counter[Mark] = Counter()
    for finding in findings:
        marks[finding.mark] += 1
        print(f"{_MARKS[finding.mark]} {finding.sentence(lang)}", flush=True)
    return marks


def _written(fact: object, lang: str) -> str:
    if isinstance(fact, float):
        return f"{fact:.1f}".replace(".", texts(lang, "language")["decimal"])
    return printable(str(fact))
