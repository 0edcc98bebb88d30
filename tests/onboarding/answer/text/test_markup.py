"""HTML as its reader sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.answer.text.markup import plain


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>Nom&nbsp;: <b>Parc</b></p><p>Unité : kW</p>", "Nom : Parc\nUnité : kW"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>un</li><li>deux</li></ul>", "- un\n- deux"),
        ("<table><tr><td>URL</td><td>x</td></tr></table>", "URL    x"),
        ("<blockquote><p>a</p><blockquote>b</blockquote></blockquote>c", "> a\n> > b\nc"),
        ("<pre>{\n  1\n}</pre>", "{\n  1\n}"),
        ("<s>kW</s> <del>W</del> MW", "MW"),
        ('<a href="https://x.example/api">ici</a>', "ici <https://x.example/api>"),
        ('<a href="https://safe.example/?u=1">https://x.example/api</a>', "https://x.example/api"),
        ('<a href="mailto:a@b.example">a@b.example</a>', "a@b.example"),
        ('<input type="checkbox" checked> Oui <input type="checkbox"> Non', "☒  Oui ☐  Non"),
        ("<style>p {}</style><script>x</script><!-- no -->yes<title>t</title>", "yes"),
        ("a < b <!-- never closed", "a < b"),
    ],
)
def test_it_is_read_as_it_is_seen(markup: str, text: str) -> None:
    assert plain(markup) == text


@pytest.mark.parametrize("piece", ["<!--", "<a ", "<a b='", "<script", "<a <", "<!-- >"])
def test_what_is_never_closed_is_looked_at_once(piece: str) -> None:
    plain(piece * 40_000)  # minutes, if each were looked at to the end


@given(st.text(st.sampled_from("<>/!-abps=\"' \n&;#")))
def test_nothing_breaks_it(markup: str) -> None:
    plain(markup)
