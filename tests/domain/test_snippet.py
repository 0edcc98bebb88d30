"""What people paste: whatever a plant is called, it is one element with what we meant, and nothing else."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain import snippet

SERVER = "https://maps.example.org"
NAMES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)


class Read(HTMLParser):
    """The elements of a code with their attributes, as a browser takes it, and what is text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(NAMES)
def test_whatever_a_plant_is_called_a_frame_is_one_element_with_that_title(name: str) -> None:
    read = Read(snippet.frame(f"{SERVER}/embed/centrale/p1?lang=fr&theme=dark", name, width="100%", height="480"))
    ((tag, given_),) = read.elements
    assert (tag, given_["title"], read.text) == ("iframe", name, "")
    assert given_["src"] == f"{SERVER}/embed/centrale/p1?lang=fr&theme=dark"


@given(NAMES)
def test_whatever_a_plant_is_called_a_picture_has_it_as_its_text(name: str) -> None:
    read = Read(snippet.picture("/b.svg", name, width="340", dark="/d.svg"))
    assert [tag for tag, _ in read.elements] == ["picture", "source", "img"]
    assert (read.elements[2][1]["alt"], read.text.strip()) == (name, "")


@given(NAMES)
def test_whatever_a_plant_is_called_markdown_leads_where_we_meant(name: str) -> None:
    code = snippet.markdown("/b.svg", name, "/page")
    alt = code.removeprefix("[![").removesuffix("](/b.svg)](/page)")
    assert alt != code
    unescaped = [sign for before, sign in zip("_" + alt, alt, strict=False) if sign in "[]<>`" and before != "\\"]
    assert unescaped == []


def test_a_code_needs_no_style_of_the_page() -> None:
    code = snippet.frame("/x", "x", width="1", height="1", fitted=True) + snippet.picture("/x", "x", width="1")
    assert "style" not in code


def test_a_frame_may_do_no_more_than_it_needs() -> None:
    ((_, attributes),) = Read(snippet.frame("/x", "x", width="1", height="1")).elements
    allowed = (attributes["sandbox"] or "").split()
    assert "allow-top-navigation" not in " ".join(allowed)
    assert {"allow-scripts", "allow-same-origin"} <= set(allowed)


@pytest.mark.parametrize("fitted", [True, False])
def test_only_a_frame_that_is_to_be_fitted_says_so(*, fitted: bool) -> None:
    ((_, attributes),) = Read(snippet.frame("/x", "x", width="1", height="1", fitted=fitted)).elements
    assert ("data-quelia-height" in attributes) == fitted


@pytest.mark.parametrize(
    ("asked", "expected"),
    [({}, "/x"), ({"lang": ""}, "/x"), ({"lang": "fr", "theme": "", "plant": "p1"}, "/x?lang=fr&plant=p1")],
)
def test_what_is_not_chosen_is_not_asked_for(asked: dict[str, str], expected: str) -> None:
    assert snippet.address(SERVER, "/x", asked) == SERVER + expected
