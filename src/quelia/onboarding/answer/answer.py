"""What an owner answered: each field with how sure we are of it, and what there is to remark."""

from collections.abc import Mapping
from typing import Literal

import msgspec

from quelia.domain.auth import Scheme
from quelia.texts import DEFAULT

# as they stand in the template, from top to bottom; the key and the sample are none of them
Field = Literal["project", "url", "path", "unit", "contact_name", "contact_email", "contact_phone"]
# sure: it stood at its label, or was ticked. likely: found elsewhere, or mended. doubtful: a guess that somebody must look at
Confidence = Literal["sure", "likely", "doubtful"]


class Secret:
    """A secret on its way to the vault. It says itself nowhere but where it is asked to."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "•••"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)


class Found(msgspec.Struct, frozen=True):
    """A field as a draft takes it. line: where it stood in the text that was read, from 1; 0 where it follows from others."""

    value: str
    confidence: Confidence = "sure"
    line: int = 0


class Key(msgspec.Struct, frozen=True):
    """How a secret is shown, in the words of `AuthEntry`. secret: None where it is still to come."""

    scheme: Scheme
    name: str = ""
    user: str = ""
    secret: Secret | None = None
    confidence: Confidence = "sure"
    line: int = 0


class Remark(msgspec.Struct, frozen=True):
    """One thing to tell. code, facts: of its sentence in `texts/*/answer.json`. asks: whether only the owner can mend it."""

    code: str
    field: str = ""
    line: int = 0
    facts: Mapping[str, str] = {}
    asks: bool = False


class Answer(msgspec.Struct, frozen=True):
    """One plant's worth of what was sent back. lang: the language it is written in.

    needs_key: whether a key is needed, as the owner says; None where he does not. sample: the owner's example as JSON that
    can be read, empty where there is none or none that can be. No field holds a secret but `keys`.
    """

    lang: str = DEFAULT
    fields: Mapping[Field, Found] = {}
    needs_key: bool | None = None
    keys: tuple[Key, ...] = ()
    sample: str = ""
    remarks: tuple[Remark, ...] = ()

    def value(self, field: Field) -> str:
        """Empty where it was not found."""
        found = self.fields.get(field)
        return found.value if found is not None else ""
