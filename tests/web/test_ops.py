"""What those who run quelia ask."""

import pytest

from tests.live.road import a_catalog
from tests.web.street import Street, ask


@pytest.fixture
def street() -> Street:
    return Street(a_catalog())


@pytest.mark.parametrize("ready", [True, False])
async def test_a_process_that_answers_is_healthy(street: Street, ready: bool) -> None:
    street.window.ready = ready
    answer = await street.get("/healthz")
    assert (answer.status, answer.json) == (200, {"status": "ok"})


async def test_a_process_is_not_ready_before_its_readings_are_loaded(street: Street) -> None:
    street.window.ready = False
    answer = await street.get("/readyz")
    assert (answer.status, answer.json) == (503, {"status": "starting"})


async def test_a_process_is_ready_once_they_are(street: Street) -> None:
    answer = await street.get("/readyz")
    assert (answer.status, answer.json) == (200, {"status": "ready"})


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_no_cache_answers_in_its_place(street: Street, path: str) -> None:
    assert (await street.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_balancer_may_ask_for_the_headers_only(street: Street, path: str) -> None:
    assert (await ask(street.app, path, method="HEAD")).status == 200
