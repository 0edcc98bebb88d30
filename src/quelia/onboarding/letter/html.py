"""The letter as HTML: plain elements, with everything escaped. Nothing in it is fetched, runs, or tells who reads it."""

import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.resources import files

from quelia.onboarding.letter.blocks import (
    Block,
    Code,
    Form,
    Heading,
    Items,
    Letter,
    Paragraph,
    Question,
    Said,
    Span,
    Table,
)

_URL = re.compile(r"https?://", re.I)


def as_fragment(letter: Letter) -> str:
    """For a page that has a first heading, and the style sheet beside this module."""
    return f'<article class="owner-letter" lang="{letter.lang}">\n{_lines(map(_block, letter.blocks))}\n</article>'


def as_page(letter: Letter) -> str:
    """A whole document, as an e-mail holds it."""
    return (
        f'<!doctype html>\n<html lang="{letter.lang}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(letter.subject)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<style>\nbody {{ margin: 0 }}\n{_style()}</style>\n</head>\n<body>\n{as_fragment(letter)}\n</body>\n</html>\n"
    )


@cache
def _style() -> str:
    return files(__package__).joinpath("mail.css").read_text("utf-8")


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(parts)


def _block(block: Block) -> str:
    match block:
        case Heading(said):
            return f"<h2>{_said(said)}</h2>"
        case Paragraph(said):
            return f"<p>{_said(said)}</p>"
        case Items(items, numbered):
            tag = "ol" if numbered else "ul"
            return f"<{tag}>\n{_lines(f'<li>{_said(item)}</li>' for item in items)}\n</{tag}>"
        case Code(text):
            return f"<pre><code>{escape(text)}</code></pre>"
        case Table():
            return _table(block)
        case Question(asked, answer):
            return f"<h3>{_said(asked)}</h3>\n<p>{_said(answer)}</p>"
        case Form(text):
            return f'<pre class="form">{escape(text.strip(chr(10)))}</pre>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_said(each)}</th>' for each in table.head)
    rows = (f'<tr><th scope="row">{_said(name)}</th><td>{_said(what)}</td></tr>' for name, what in table.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{_lines(rows)}\n</tbody>\n</table>"


def _said(said: Said) -> str:
    return "".join(map(_span, said))


def _span(span: Span) -> str:
    text = escape(span.text)
    if span.kind == "link":
        leads = text if _URL.match(span.text) else f"mailto:{text}"
        return f'<a href="{leads}">{text}</a>'
    tag = {"strong": "strong", "code": "code"}.get(span.kind)
    return f"<{tag}>{text}</{tag}>" if tag else text
