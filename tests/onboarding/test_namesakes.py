"""Which plant an owner means: no doubt is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.onboarding.namesakes import meant

NAMES = {
    "toits": "Toits du Val", "parc": "Parc éolien du Val", "marseille": "Centrale de Marseille", "moulin": "Moulin d’Ève",
    "est": "Ombrières Est", "ouest": "Ombrières Ouest",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        ("Toits du Val", "toits"), ("  toits  DU val ", "toits"), ("PARC EOLIEN DU VAL", "parc"),
        ("centrale-de-marseille", "marseille"), ("Moulin d'Eve", "moulin"), ("Ombrie\u0300res Est", "est"),
    ],
)  # fmt: skip
def test_case_accents_hyphens_and_blanks_make_no_other_name(said: str, slug: str) -> None:
    assert meant(said, NAMES) == (slug, ())


@pytest.mark.parametrize(
    ("said", "first"),
    [("Marseille", "marseille"), ("Parc du Val", "parc"), ("Toit du Val", "toits"), ("Ombrières", "est")],
)
def test_what_is_only_alike_is_proposed_and_not_chosen(said: str, first: str) -> None:
    found = meant(said, NAMES)
    assert (found.sure, found.likely[0]) == ("", first)


@pytest.mark.parametrize("said", ["", "   ", "Xylophone", "—"])
def test_what_is_like_none_proposes_none(said: str) -> None:
    assert meant(said, NAMES) == ("", ())


def test_two_plants_of_one_name_are_a_doubt() -> None:
    found = meant("Toits", {"a": "Toits", "b": "toits"})
    assert (found.sure, set(found.likely)) == ("", {"a", "b"})


@given(st.text(max_size=60), st.dictionaries(st.text("ab", min_size=1, max_size=4), st.text(max_size=40), max_size=5))
def test_whoever_is_named_is_one_of_ours(said: str, names: dict[str, str]) -> None:
    found = meant(said, names)
    assert {found.sure, *found.likely} <= {"", *names}
