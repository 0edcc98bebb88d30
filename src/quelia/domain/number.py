"""Numbers as owners write them, read only in the format that was set: never guessed."""

import re

from quelia.domain.errors import NotANumber, UnknownUnit
from quelia.domain.unit import Unit, UnitError, known_unit

# Python's float() would also take "4_2", "１２", "nan", " 42\n".
_DOT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,60})?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_COMMA = re.compile(r"-?[0-9]{1,18}(?:,[0-9]{1,60})?", re.ASCII)
_LEADING = re.compile(
    r"(?P<number>-?[0-9]{1,18}(?:[.,][0-9]{1,60})?)[ \t\u00a0\u202f]*(?P<unit>[^0-9\s.,][^\s]{0,15})?", re.ASCII
)
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
_LARGEST = 1e18  # above it no meter means what it says


def number(value: object, style: str) -> tuple[float, Unit | None]:
    """The number that `value` is in format `style` (CONTRACT.md: json, dot, comma, leading).

    Returns it with the unit that stood behind it, None where there was none. A JSON number is taken in every format.
    Raises NotANumber, or UnknownUnit for what follows a leading number.
    """
    if isinstance(value, bool):
        raise NotANumber("a boolean stands where a number was expected")
    if isinstance(value, int | float):
        return _bounded(value), None
    if not isinstance(value, str) or style == "json":
        raise NotANumber(f"{_kind(value)} stands where a number was expected")
    if style == "leading":
        return _leading(value)
    pattern = _COMMA if style == "comma" else _DOT
    text = value.strip(" ")
    if not pattern.fullmatch(text):
        raise NotANumber(f"the text is not a number with a decimal {style}")
    return _bounded(float(text.replace(",", "."))), None


def _leading(text: str) -> tuple[float, Unit | None]:
    match = _LEADING.fullmatch(text.strip(" "))
    if match is None:
        raise NotANumber("the text does not begin with a number and a unit")
    digits = match["number"]
    if _THOUSANDS.fullmatch(digits):
        raise NotANumber("a comma before three digits may separate thousands or decimals")
    try:
        unit = known_unit(match["unit"]) if match["unit"] else None
    except UnitError as error:
        raise UnknownUnit("the unit behind the number is not a known one") from error
    return _bounded(float(digits.replace(",", "."))), unit


def _bounded(result: float) -> float:
    # before float(), which raises OverflowError where a JSON integer has more than 308 digits
    if not abs(result) <= _LARGEST:
        raise NotANumber("the number is too large to be a measure")
    return float(result)


def _kind(value: object) -> str:
    names = {str: "a text", list: "a list", dict: "an object", type(None): "null"}
    return names.get(type(value), "something else")
