"""What there is to remark of an answer, in the words of who reads it."""

from contextlib import suppress

from quelia.onboarding.answer.answer import Remark
from quelia.sources.verdict import figure
from quelia.texts import printable, texts

_OF_ADDRESSES = "address_"


def told(remark: Remark, lang: str) -> str:
    """The sentence of a remark, on one line and fit for a terminal.

    That of an address is, where this room has none of its own, the one that is said of any source.
    """
    words = texts(lang, "answer")["remark"]
    sentence: str = words.get(remark.code) or texts(lang, "address")[remark.code.removeprefix(_OF_ADDRESSES)]
    facts = {name: printable(fact) for name, fact in remark.facts.items()}
    return sentence.format(**{"value": value_of(remark, lang), **facts})


def value_of(remark: Remark, lang: str) -> str:
    """The number that a remark is about, with its unit, as the reader writes them."""
    number, unit = printable(remark.facts.get("number", "")), printable(remark.facts.get("unit", ""))
    with suppress(ValueError):  # one that the owner wrote as a text stays as he wrote it
        number = figure(float(number), lang)
    return f"{number}\u00a0{unit}" if unit else number
