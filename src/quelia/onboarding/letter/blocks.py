"""What a letter is made of, whatever it becomes: a plain text, an e-mail, a page."""

from typing import Literal, TypeAlias

import msgspec


class Span(msgspec.Struct, frozen=True):
    """A piece of a sentence. A link leads to what it says: a URL or an e-mail address."""

    text: str
    kind: Literal["plain", "strong", "code", "link"] = "plain"


Said: TypeAlias = tuple[Span, ...]


class Heading(msgspec.Struct, frozen=True):
    said: Said


class Paragraph(msgspec.Struct, frozen=True):
    said: Said


class Items(msgspec.Struct, frozen=True):
    """numbered: where one comes after the other."""

    items: tuple[Said, ...]
    numbered: bool = False


class Code(msgspec.Struct, frozen=True):
    """To be copied as it stands."""

    text: str


class Table(msgspec.Struct, frozen=True):
    """Two columns; the first of each row names it."""

    head: tuple[Said, Said]
    rows: tuple[tuple[Said, Said], ...]


class Question(msgspec.Struct, frozen=True):
    asked: Said
    answer: Said


class Form(msgspec.Struct, frozen=True):
    """The template to fill in and send back; its lines are as long as they are."""

    text: str


Block: TypeAlias = Heading | Paragraph | Items | Code | Table | Question | Form


class Letter(msgspec.Struct, frozen=True):
    """subject: one line."""

    lang: str
    subject: str
    blocks: tuple[Block, ...]
