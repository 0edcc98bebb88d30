"""Words found by a name that a variable holds, and sentences with something in them."""

import re
from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from quelia.admin.browser import browser
from quelia.admin.language import spoken
from quelia.texts import texts

register = template.Library()

_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")


@register.filter
def at(table: Any, key: str) -> Any:
    """`words|at:kind`: what stands there, empty where nothing does."""
    return table.get(key, "") if isinstance(table, Mapping) else ""


@register.filter
def language(code: str) -> str:
    """What those who speak it call it."""
    name: str = texts(code, "language")["name"]
    return name


@register.filter
def in_words(user_agent: str) -> str:
    return browser(user_agent)


@register.filter
def exactly(written: object) -> str:
    """A number as it was given, with the decimal sign of the page's language: `47,39`, `18,2 MW`."""
    return _DECIMAL.sub(texts(spoken(), "office")["decimal"], str(written))


@register.simple_tag
def say(sentence: str, **facts: object) -> SafeString:
    """A sentence of `texts/` with its facts, which are escaped."""
    return format_html(sentence, **facts)


@register.simple_tag
def words_of(room: str) -> Any:
    """The texts of a further room, in the language of the request."""
    return texts(spoken(), room)


@register.simple_tag(takes_context=True)
def further(context: template.Context, **changed: object) -> str:
    """The query of this page with something else asked for besides, or with `None` not asked for any more."""
    query = context["request"].GET.copy()
    for name, value in changed.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    asked: str = query.urlencode()
    return asked


@register.simple_tag
def row_url(kind: str, row: Any) -> str:
    """Where a row leads: a plant has a page of its own."""
    return reverse("plant_show" if kind == "plant" else f"{kind}_edit", args=[row.slug])
