"""What is new has an identifier that nothing else has, and a page in the office."""

import re

import pytest
from django.urls import URLResolver, get_resolver
from hypothesis import given
from hypothesis import strategies as st

import tests.admin.office  # noqa: F401 - Django must be set up
from quelia.admin.slugs import PAGES, free_slug
from quelia.store.declaration import OwnerEntry, read


@given(st.text(max_size=200), st.sets(st.text(max_size=10), max_size=5))
def test_every_name_has_one_that_may_be_declared(name: str, taken: set[str]) -> None:
    slug = free_slug(name, "plant", taken)
    assert slug not in taken | PAGES
    assert read({"owner": [{"slug": slug, "name": "x"}]}).owner == [OwnerEntry(slug=slug, name="x")]


@pytest.mark.parametrize("name", ["Nouvelle", "Importer"])
def test_one_that_is_called_like_a_page_of_ours_has_a_number(name: str) -> None:
    assert free_slug(name, "plant") == f"{name.lower()}-2"


def test_every_page_that_stands_beside_those_of_a_thing_is_named() -> None:
    office = get_resolver().url_patterns[0]
    assert isinstance(office, URLResolver)
    paths = [str(each.pattern) for each in office.url_patterns]
    rooms = {path.split("/")[0] for path in paths if "<slug:slug>" in path}
    beside = {path.split("/")[1] for path in paths if path.split("/")[0] in rooms and path.count("/") == 2}
    assert {each for each in beside if re.fullmatch("[a-z0-9-]+", each)} == PAGES
