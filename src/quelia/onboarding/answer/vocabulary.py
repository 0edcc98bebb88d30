"""The words of owners, in every language at once: nobody says in which of them he answers, and many mix two."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from quelia.onboarding.answer.folding import fold, table
from quelia.texts import DEFAULT, LANGUAGES, texts

# each is told from its language's folder; a synonym or a language is added there, not here
_TABLES: Mapping[str, Mapping[str, Any]] = {language: texts(language, "labels") for language in LANGUAGES}


def _all(name: str) -> list[tuple[str, str]]:
    """(code, ways to say it) of a table of each language."""
    return [(code, str(ways)) for language in LANGUAGES for code, ways in _TABLES[language][name].items()]


def _said(name: str) -> frozenset[str]:
    return frozenset(table((name, str(_TABLES[language]["said"][name])) for language in LANGUAGES))


def _flat(name: str) -> dict[str, str]:
    return table((name, str(_TABLES[language][name])) for language in LANGUAGES)


LABELS = table(_all("label"))
_LABELS_OF = {
    language: table((code, str(ways)) for code, ways in _TABLES[language]["label"].items()) for language in LANGUAGES
}
UNIT_WORDS = table(_all("unit"))
TRUTHS = _flat("yes") | _flat("no")
OTHER = _flat("other")
_EMPTY = frozenset(_flat("empty"))
BEGINS, ENDS, LETTER, TITLES = _said("begins"), _said("ends"), _said("letter"), _said("title")
ORIGINAL, WROTE, HEADERS, CLOSING = _said("original"), _said("wrote"), _said("headers"), _said("closing")

VERBS = sorted(
    (way.strip() for language in LANGUAGES for way in str(_TABLES[language]["verb"]).split("|")), key=len, reverse=True
)


def is_empty(value: str) -> bool:
    """Whether somebody wrote that he wrote nothing: blank, lines to write on, "N/A", "à venir"."""
    return not any(char.isalnum() for char in value) or fold(value) in _EMPTY


def language_of(heads: Iterable[str]) -> str:
    """The language of most of these labels, folded."""
    seen: Counter[str] = Counter()
    for head in heads:
        of = [language for language in LANGUAGES if head in _LABELS_OF[language]]
        if len(of) == 1:  # "url" says nothing
            seen[of[0]] += 1
    return max(LANGUAGES, key=lambda language: (seen[language], language == DEFAULT))


def ways(name: str) -> list[tuple[str, str]]:
    """(one way to say it, code), as it is written, of a table of each language."""
    told: list[tuple[str, str]] = []
    for language in LANGUAGES:
        entry = _TABLES[language][name]
        pairs = entry.items() if isinstance(entry, Mapping) else ((name, entry),)
        told += [(way.strip(), code) for code, said in pairs for way in str(said).split("|")]
    return told
