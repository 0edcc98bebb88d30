"""Numbers as the language of the page writes them."""

from quelia.admin.language import spoken
from quelia.texts import texts


def written(number: float) -> str:
    """The shortest that is read as the same number."""
    short = f"{number:.12g}"
    return decimal(short if float(short) == number else repr(number))


def grouped(number: float) -> str:
    """`40 000`: a whole number, by thousands."""
    separator: str = texts(spoken(), "board")["thousands"]
    return f"{number:,.0f}".replace(",", separator)


def decimal(text: str) -> str:
    """A number that was written with a point."""
    sign: str = texts(spoken(), "office")["decimal"]
    return text.replace(".", sign)
