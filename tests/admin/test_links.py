import pytest

import tests.admin.office  # noqa: F401 - Django is set up before what is asked here
from quelia.admin.links import NoLink, as_lines, links_of


@pytest.mark.parametrize(
    ("line", "label", "url"),
    [
        ("Le projet | https://a.example/b", "Le projet", "https://a.example/b"),
        ("Le projet https://a.example/b", "Le projet", "https://a.example/b"),
        ("Le projet : https://a.example/", "Le projet", "https://a.example/"),
        ("https://www.a.example/b?c=1|2", "a.example", "https://www.a.example/b?c=1|2"),
    ],
)
def test_a_link_is_its_name_and_where_it_leads(line: str, label: str, url: str) -> None:
    assert links_of(f"\n{line}\r\n") == [{"label": label, "url": url}]


def test_links_are_written_as_they_are_read() -> None:
    links = [{"label": "a | b", "url": "https://a.example/"}, {"label": "c", "url": "http://c.example"}]
    assert links_of(as_lines(links)) == links


@pytest.mark.parametrize(
    "line", ["Le projet", "javascript:alert(1)", "Le projet | ftp://a.example", "https://a.example et plus"]
)
def test_a_line_that_leads_nowhere_is_named(line: str) -> None:
    with pytest.raises(NoLink) as refused:
        links_of(f"https://a.example\n{line}")
    assert refused.value.line == line
