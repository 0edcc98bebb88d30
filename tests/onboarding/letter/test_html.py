"""The letter as HTML: it says what the text says, and asks nobody for anything."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from quelia.onboarding.letter.blocks import Letter, Table
from quelia.onboarding.letter.facts import Addressee
from quelia.onboarding.letter.html import as_fragment, as_page
from quelia.onboarding.letter.text import as_text
from quelia.texts import LANGUAGES
from tests.onboarding.letter.written import INVITATION, KINDS, TESTER, written

NASTY = "<script>alert('x')</script>\"&amp;"
ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "article", "h2", "h3", "p", "ol", "ul", "li", "pre", "code", "table",
    "thead", "tbody", "tr", "th", "td", "strong", "a",
}  # fmt: skip


class Seen(HTMLParser):
    """What a page is made of: its tags, its attributes, its words outside of the head."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] not in ("style", "title"):
            self.words += re.findall(r"\w+", data)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_it_says_what_the_text_says(lang: str, kind: tuple[bool, str, str]) -> None:
    short, invitation, tester = kind
    made = written(lang, short=short, invitation=invitation, tester=tester)
    in_text, in_html = Counter(_words(made)), Counter(Seen(as_fragment(made)).words)
    # the heads of tables stand in HTML only: in a text, the first column speaks for itself
    heads = Counter(
        word
        for block in made.blocks
        if isinstance(block, Table)
        for said in block.head
        for span in said
        for word in re.findall(r"\w+", span.text)
    )
    assert (in_text - in_html, in_html - in_text) == (Counter(), heads)


def _words(made: Letter) -> list[str]:
    """Without the numbers of steps, which are the list's own in HTML."""
    return re.findall(r"\w+", re.sub(r"(?m)^\d+\. ", "", as_text(made)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_of_it_is_fetched_or_runs(lang: str) -> None:
    page = as_page(written(lang, tester=TESTER))
    seen = Seen(page)
    assert set(seen.tags) <= ALLOWED
    assert {name for name, _ in seen.attributes} <= {"lang", "charset", "name", "content", "class", "scope", "href"}
    leads = {value.partition(":")[0] for name, value in seen.attributes if name == "href"}
    assert leads == {"https", "mailto"}
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert re.findall(r"url\(|@import|expression|https?:", style) == []


def test_a_link_is_one_to_what_it_says() -> None:
    page = as_page(written("fr", invitation=INVITATION))
    assert f'<a href="{INVITATION}">{INVITATION}</a>' in page
    assert '<a href="mailto:lea@example.org">lea@example.org</a>' in page


@pytest.mark.parametrize("short", [False, True])
def test_a_name_cannot_write_html(short: bool) -> None:
    page = as_page(written("fr", short=short, to=Addressee(owner=NASTY, name=NASTY, plants=(NASTY, NASTY))))
    assert "<script" not in page
    assert set(Seen(page).tags) <= ALLOWED
    assert "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&amp;amp;" in page
