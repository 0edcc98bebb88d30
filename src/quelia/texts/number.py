"""How people read a number, in their language and alike wherever it stands."""

from decimal import ROUND_HALF_UP, Context, Decimal

from quelia.texts import texts

_MOST_DECIMALS = 2
_LEAST, _NOTHING = Decimal("0.005"), Decimal("0.000001")  # below: 0 with two decimals; a watt of a megawatt
_EXACT = Context(prec=400, rounding=ROUND_HALF_UP)  # as browsers round; no float has more digits


def number(value: float, lang: str) -> str:
    """A number as read: as many decimals as the owner gives, two at most, but not 0 for what is something."""
    return fixed(value, decimals_of(value), lang)


def decimals_of(value: float) -> int:
    """How many `number` writes."""
    exact = Decimal(repr(value))
    if _NOTHING <= abs(exact) < _LEAST:
        return -exact.adjusted()
    return min(_MOST_DECIMALS, len(f"{exact:f}".partition(".")[2].rstrip("0")))


def fixed(value: float, decimals: int, lang: str) -> str:
    """A number with so many decimals, whatever it is."""
    rounded = Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), context=_EXACT)
    text = f"{rounded or abs(rounded):,f}"  # zero has no sign
    signs = texts(lang, "language")
    return text.translate(str.maketrans({",": signs["thousands"], ".": signs["decimal"], "-": "\u2212"}))
