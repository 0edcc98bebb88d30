"""Fields that take what people write: a number with a comma, a list of words."""

import json
import math
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quelia.admin.language import spoken
from quelia.admin.numbers import written
from quelia.texts import texts

Plain = float | str | bool

_LONGEST_LIST = 400  # characters

_NUMBER = re.compile(r"[-−]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_SPACES = re.compile("[ \u00a0\u202f]")
_ITEM = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^;]*)\s*(?:;|\Z)')


class NumberField(forms.Field):
    """A number with a point or a comma, as a float; None where nothing is written."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 40})

    def __init__(self, *, least: float = -1e15, most: float = 1e15, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._least, self._most = least, most

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, float | int) else value

    def to_python(self, value: Any) -> float | None:
        text = _SPACES.sub("", "" if value is None else str(value))
        if text == "":
            return None
        number = _number(text)
        if number is None or not self._least <= number <= self._most:
            said = texts(spoken(), "source")["number"]
            raise ValidationError(said.format(least=written(self._least), most=written(self._most)))
        return number


class LinesField(forms.CharField):
    """Lines as they stand: a browser sends other line ends than it was given, which is no change."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).replace("\r\n", "\n")
        return text if text.strip() else ""


class ListField(forms.Field):
    """A few values in a line, with semicolons between them, as a list of what they are: texts, numbers, true and false.

    What is to be a text although it looks otherwise stands in quotes: "1".
    """

    widget = forms.TextInput(attrs={"maxlength": _LONGEST_LIST})

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(_quoted(each) for each in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[Plain]:
        items = (each.strip() for each in _ITEM.findall((value or "")[:_LONGEST_LIST]))
        return [_plain(each) for each in items if each]


def is_set(field: forms.BoundField) -> bool:
    """Whether something else stands there than what usually does."""
    value = field.value()
    usual = field.field.initial
    return value not in (None, "", False, [], usual, str(usual))


def _number(text: str) -> float | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text.replace(",", ".").replace("−", "-"))
    return number if math.isfinite(number) else None


def _plain(text: str) -> Plain:
    if (number := _number(text)) is not None:
        return number
    if text in ("true", "false"):
        return text == "true"
    if text.startswith('"'):
        try:
            return str(json.loads(text))
        except ValueError:
            return text
    return text


def _quoted(value: Plain) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        alone = value == value.strip() and ";" not in value and _plain(value) == value and value != ""
        return value if alone else json.dumps(value, ensure_ascii=False)
    return written(value)
