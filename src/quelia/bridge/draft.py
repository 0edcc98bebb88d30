"""A configuration that is being written: what was answered, and the commented file that comes of it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from quelia.bridge.inputs.input import InputSettings, PointSettings
from quelia.bridge.outputs.output import OutputSettings
from quelia.texts import texts

# of settings, those that hold a secret, whatever input or output has them
SECRET_KEYS = frozenset({"api_key", "credential", "key", "passphrase", "password", "secret", "token", "write_key"})
# asked for all inputs and points alike, or written without being asked
_SHARED = {
    *InputSettings.__struct_fields__,
    *PointSettings.__struct_fields__,
    *OutputSettings.__struct_fields__,
    "point",
}
_INTEGER = re.compile(r"[+-]?[0-9]+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?[0-9]*[.,][0-9]+", re.ASCII)

Answers = dict[str, Any]


class Key(NamedTuple):
    """A setting to be asked for. default: what is taken where nothing is answered; UNSET where something must be."""

    name: str
    hint: Any
    default: Any

    @property
    def required(self) -> bool:
        return self.default is msgspec.UNSET

    @property
    def secret(self) -> bool:
        return self.name in SECRET_KEYS


def keys(struct: type[msgspec.Struct], asks: tuple[str, ...]) -> list[Key]:
    """Those that `asks` names, in its order, and those without which nothing goes."""
    fields = {each.name: each for each in msgspec.structs.fields(struct) if each.name not in _SHARED}
    named = [name for name in asks if name in fields]
    named += [name for name, each in fields.items() if each.required and name not in named]
    return [Key(name, fields[name].type, _default(fields[name])) for name in named]


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not msgspec.NODEFAULT:
        return field.default
    if field.default_factory is not msgspec.NODEFAULT:
        return field.default_factory()
    return msgspec.UNSET


def typed(text: str, hint: Any, lang: str) -> Any:
    """An answer as the setting wants it: a number where it takes one. Raises msgspec.ValidationError."""
    words = texts(lang, "bridge")["init"]
    candidates: list[Any] = []
    if _INTEGER.fullmatch(text):
        candidates.append(int(text))
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        candidates.append(float(text.replace(",", ".")))
    if text.lower() in (words["yes"], words["no"]):
        candidates.append(text.lower() == words["yes"])
    candidates += [text, [each.strip() for each in text.split(",")]]
    refused: msgspec.ValidationError | None = None
    for each in candidates:
        try:
            msgspec.convert(each, hint)
        except msgspec.ValidationError as error:
            refused = refused or error
        else:
            return each
    assert refused is not None
    raise refused


class Draft(msgspec.Struct):
    """inputs: each with its points under `point`."""

    name: str
    lang: str
    inputs: list[Answers] = []
    outputs: list[Answers] = []

    def written(self) -> str:
        """The file, with a comment on what each line is for."""
        return "".join(self._lines(texts(self.lang, "bridge")))

    def _lines(self, words: Mapping[str, Any]) -> Iterator[str]:
        said = words["init"]
        yield f"{_comment(said['file'])}\n[bridge]\nname = {_toml(self.name)}\nlang = {_toml(self.lang)}\n"
        for each in self.inputs:
            yield "\n[[input]]\n"
            yield from _table(each, words["ask"])
            for point in each["point"]:
                yield "\n[[input.point]]\n"
                yield from _table(point, words["ask"])
        for each in self.outputs:
            yield "\n[[output]]\n"
            yield from _table(each, words["ask"])


def _table(answers: Answers, words: Mapping[str, str]) -> Iterator[str]:
    for key, value in answers.items():
        if key != "point":
            comment = f"  # {words[key]}" if key in words else ""
            yield f"{key} = {_toml(value)}{comment}\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(_toml(each) for each in value)}]"
    return json.dumps(str(value), ensure_ascii=False)  # which TOML reads too; what is not printable was refused


def _comment(text: str) -> str:
    return "\n".join(f"# {line}" for line in text.split("\n"))
