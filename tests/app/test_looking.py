"""Looking: what a preview shows at this moment."""

import asyncio

import pytest

import tests.admin.office  # noqa: F401 - Django must be set up
from quelia.admin.desk import Seen
from quelia.app import looking
from quelia.app.looking import Looking
from tests.live.road import a_catalog, a_plant, a_source
from tests.web.street import Street, says


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1), plants=[a_plant("p1", published=False)]))


async def looked(street: Street, slug: str = "p1", lang: str = "fr") -> Seen | None:
    return await Looking(street.window).look(slug, lang)


@pytest.mark.parametrize(
    ("lang", "seen"),
    [("fr", Seen("live", "Temps réel", "15,8\u00a0MW")), ("en", Seen("live", "Live", "15.8\u00a0MW"))],
)
async def test_what_the_preview_shows_is_said_in_words(street: Street, lang: str, seen: Seen) -> None:
    street.hear(says("p1"))
    assert await looked(street, lang=lang) == seen


async def test_a_draft_is_what_is_looked_at(street: Street) -> None:
    street.use(a_catalog(a_source(1), a_source(-1, "p1", draft=True, draft_of=1)))
    street.hear(says("p1"), says("p1", 4.2e6, source=-1))
    assert (await looked(street) or Seen("", "", "")).value == "4,2\u00a0MW"


async def test_a_first_value_is_waited_for_and_a_look_is_what_asks_for_it(street: Street) -> None:
    looking = asyncio.ensure_future(looked(street))
    while not street.demand.watched(["draft:p1"]):
        await asyncio.sleep(0)
    assert not looking.done()
    street.hear(says("p1"))
    assert (await looking or Seen("", "", "")).state == "live"


async def test_what_does_not_come_is_not_waited_for_without_end(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_FIRST_S", 0.05)
    assert await looked(street) == Seen("waiting", "Connexion…", "")


async def test_a_failure_is_said_at_once(street: Street) -> None:
    street.hear(says("p1", None, "timeout"))
    assert await looked(street) == Seen("error", "Erreur de connexion", "")


async def test_of_a_plant_that_nobody_knows_there_is_nothing_to_see(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_FIRST_S", 0.05)
    assert await looked(street, "nowhere") is None
