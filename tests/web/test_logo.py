"""Logos as anybody gets them."""

import pytest

from quelia.domain.plant import Logo
from quelia.store.errors import DatabaseUnusable
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Street

NAME = "k" * 22


@pytest.fixture
def street() -> Street:
    made = Street(a_catalog(a_source(1), plants=[a_plant("p1", logo=Logo(NAME, 60, 40))]))
    made.window.logo = {NAME: b"RIFF"}.get
    return made


async def test_a_logo_is_a_picture_that_browsers_keep_and_in_which_nothing_runs(street: Street) -> None:
    answer = await street.get(f"/logo/{NAME}.webp")
    assert (answer.status, answer.body) == (200, b"RIFF")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'; sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["x" * 22, "..%2F..%2Fetc%2Fpasswd", "short", "a" * 500, "é" * 20])
async def test_a_name_that_nobody_gave_is_not_found_and_not_kept(street: Street, name: str) -> None:
    answer = await street.get(f"/logo/{name}.webp")
    assert (answer.status, answer.headers["cache-control"]) == (404, "no-store")


async def test_a_database_that_is_away_is_no_missing_logo(street: Street) -> None:
    def away(_: str) -> bytes | None:
        raise DatabaseUnusable

    street.window.logo = away
    assert (await street.get(f"/logo/{NAME}.webp")).status == 503


async def test_the_page_of_a_plant_keeps_room_for_its_logo(street: Street) -> None:
    page = (await street.get("/centrale/p1")).text
    assert f'src="/logo/{NAME}.webp" alt="Logo" width="60" height="40"' in page
    assert (await street.get("/v1/plants/p1")).json["logo"] == {"url": f"/logo/{NAME}.webp", "width": 60, "height": 40}
    assert f'data-logo="/logo/{NAME}.webp"' in (await street.get("/")).text
