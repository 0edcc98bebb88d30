"""The words of owners, in every language at once: nobody says in which of them he answers, and many mix two."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from quelia.domain.unit import UNITS
from quelia.onboarding.answer.text.folding import fold, table
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
_USUAL_OF = {language: table([("usual", str(_TABLES[language]["usual"]))]) for language in LANGUAGES}
_SYMBOLS = frozenset(map(fold, UNITS))
USUAL = frozenset(word for words in _USUAL_OF.values() for word in words)
SCHEMES = table(_all("scheme"))
UNIT_WORDS = table(_all("unit"))
TRUTHS = _flat("yes") | _flat("no")
OTHER = _flat("other")
NO_KEY, HESITANT = tuple(_flat("no_key")), tuple(_flat("hesitant"))
_EMPTY = frozenset(_flat("empty"))
BEGINS, ENDS, LETTER, TITLES = _said("begins"), _said("ends"), _said("letter"), _said("title")
FORWARDED = _said("forwarded")
ORIGINAL, WROTE, HEADERS, CLOSING = _said("original") | FORWARDED, _said("wrote"), _said("headers"), _said("closing")


def _headings(words: Mapping[str, Any]) -> Iterator[str]:
    """Of the letter that we write today: who answers it quotes it."""
    for key, each in words.items():
        if isinstance(each, Mapping):
            yield from _headings(each)
        elif key.partition("_")[0] == "title":
            yield fold(each)


_OF_TODAY = [texts(language, "letter") for language in LANGUAGES]
LETTER |= {heading for words in _OF_TODAY for heading in _headings(words)}
BEGINS |= {heading for words in _OF_TODAY for heading in _headings(words["form"])}

VERBS = sorted(
    (way.strip() for language in LANGUAGES for way in _TABLES[language]["verb"].split("|")), key=len, reverse=True
)


def is_empty(value: str) -> bool:
    """Whether somebody wrote that he wrote nothing: blank, lines to write on, "N/A", "à venir"."""
    return not any(char.isalnum() for char in value) or fold(value) in _EMPTY


def is_option(text: str) -> bool:
    """Whether `text` is one of several things to choose from, but for a mark beside it."""
    words = fold(text[:80]).split()
    named = " ".join(words[1:] if words[:1] == ["x"] else words[:-1] if words[-1:] == ["x"] else words)
    return any(named in options for options in (SCHEMES, TRUTHS, OTHER, UNIT_WORDS, _SYMBOLS))


_LABEL_COUNTS = 3  # times as much as a small word


def language_of(heads: Iterable[str], text: str) -> str:
    """The language of these labels, folded, and of the small words of `text`."""
    seen = Counter(language for word in fold(text).split() for language in _only(_USUAL_OF, word))
    for head in heads:
        seen.update(dict.fromkeys(_only(_LABELS_OF, head), _LABEL_COUNTS))
    return max(LANGUAGES, key=lambda language: (seen[language], language == DEFAULT))


def _only(tables: Mapping[str, Mapping[str, str]], word: str) -> list[str]:
    """The one language that has `word`; none where several do: "url" says nothing."""
    of = [language for language in LANGUAGES if word in tables[language]]
    return of if len(of) == 1 else []


def ways(name: str) -> list[tuple[str, str]]:
    """(one way to say it, code), as it is written, of a table of each language."""
    told: list[tuple[str, str]] = []
    for language in LANGUAGES:
        entry = _TABLES[language][name]
        pairs = entry.items() if isinstance(entry, Mapping) else ((name, entry),)
        told += [(way.strip(), code) for code, said in pairs for way in str(said).split("|")]
    return told
