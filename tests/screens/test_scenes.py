"""The pages with pictures show what `make screens` makes, and all of it."""

import re
from pathlib import Path

import pytest

from tests.screens.scenes import NAMES

ROOT = Path(__file__).parents[2]


def shown(page: str) -> list[str]:
    return re.findall(r"([\w-]+)\.png\b", (ROOT / page).read_text("utf-8"))


def test_no_two_pictures_have_one_name() -> None:
    assert len(NAMES) == len(set(NAMES))


def test_every_picture_is_shown_and_can_be_made() -> None:
    assert set(shown("docs/screens/README.md")) == set(NAMES)


@pytest.mark.parametrize("page", ["README.md", "docs/screens/README.md"])
def test_a_page_shows_what_can_be_made(page: str) -> None:
    assert shown(page)
    assert set(shown(page)) - set(NAMES) == set()


def test_no_picture_is_left_that_is_not_made_any_more() -> None:
    assert {each.stem for each in (ROOT / "docs/screens").glob("*.png")} - set(NAMES) == set()


@pytest.mark.parametrize("subject", ["map", "card", "list", "plant", "embed"])
def test_what_matters_is_seen_on_every_screen_in_the_light_and_in_the_dark(subject: str) -> None:
    screens = {f"{wide}-{scheme}" for wide in (390, 1440, 1920) for scheme in ("light", "dark")}
    assert {name.removeprefix(f"{subject}-") for name in NAMES} >= screens
