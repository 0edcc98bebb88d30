"""The form of a source asks for what the kind of key needs, and stays where something was added."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.office import Office

OPERATOR = "lea@quelia.example"
ASKED = {
    "none": [],
    "header": ["name", "secret"],
    "bearer": ["secret"],
    "basic": ["user", "secret"],
    "oauth2": ["user", "token_url", "grant", "scope", "place", "secret"],
}


@pytest.fixture
def form(tmp_path: Path, page: Page) -> Iterator[Page]:
    office = Office(tmp_path)
    office.open()
    office.enter(page, OPERATOR, office.create(OPERATOR))
    page.goto(f"{office.url}/admin/sources/nouvelle/")
    yield page
    office.service.stop()


def test_a_key_asks_for_what_its_kind_needs(form: Page) -> None:
    found = {}
    for kind in ASKED:
        form.locator("[name=key-0-type]").select_option(kind)
        fields = form.locator("#key-0 :is(input, select):visible")
        found[kind] = [str(each.get_attribute("name")).removeprefix("key-0-") for each in fields.all()][1:]
    assert found == ASKED


def test_what_was_added_is_in_sight(form: Page) -> None:
    form.set_viewport_size({"width": 390, "height": 700})
    for kind, added in (("key", "key-1-type"), ("point", "point-1-path")):
        form.locator(f"[name=add_{kind}]").click()
        expect(form.locator(f"[name={added}]")).to_be_in_viewport()
