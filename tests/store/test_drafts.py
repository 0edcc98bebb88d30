"""Drafts: tried out beside what is accepted, and never mixed up with it."""

from importlib import import_module
from pathlib import Path

import msgspec
import pytest

from quelia.domain.catalog import Catalog, draft_channel
from quelia.store.declaration import AuthEntry, DeclarationError, File, SourceEntry
from quelia.store.keyring import KeyRing
from quelia.store.vault import Vault, secrets_of
from tests.store.cellar import SECRET, Load, declared, parsed, query, table


def load_catalog() -> tuple[Catalog, dict[int, bytes | None]]:
    """As the program has it, once Django is there."""
    found: tuple[Catalog, dict[int, bytes | None]] = import_module("quelia.store.load").load_catalog()
    return found


class Desk:
    """Where an operator tries things out: one plant is published, its source is accepted."""

    def __init__(self, folder: Path) -> None:
        from quelia.store.declare import Declarer  # noqa: PLC0415 - it needs Django, which `folder` set up
        from quelia.store.drafts import Drafts  # noqa: PLC0415

        self.vault = Vault(KeyRing.open(folder))
        self.declarer = Declarer(self.vault, lambda _: None, lambda auth: auth.secret, folder=folder)
        self.drafts = Drafts(self.vault, self.declarer)
        self.entry = parsed(source={"auth": {"type": "header", "name": "X-API-Key"}}).source[0]

    def put(self, **facts: object) -> SourceEntry:
        entry = msgspec.structs.replace(self.entry, **facts)
        self.drafts.put(entry)
        return entry

    def secrets(self, number: int) -> list[str]:
        return self.vault.unseal(load_catalog()[1][number], secrets_of(number))


@pytest.fixture
def desk(load: Load, folder: Path) -> Desk:
    load(declared())
    return Desk(folder)


def keyed(secret: str | None) -> AuthEntry:
    return AuthEntry(type="header", name="X-API-Key", secret=secret)


def test_a_draft_stands_beside_the_accepted_source(desk: Desk) -> None:
    desk.put(interval_s=10.0)
    catalog, _ = load_catalog()
    assert [(each.draft, each.draft_of, each.interval_s) for each in catalog.sources.values()] == [
        (False, None, 5.0),
        (True, 1, 10.0),
    ]


def test_a_draft_is_read_for_its_preview_only(desk: Desk) -> None:
    desk.put()
    catalog, _ = load_catalog()
    assert catalog.channels_of("marseille", -1) == (draft_channel("marseille"),)
    assert catalog.sources[-1].history_s is None


def test_two_drafts_do_not_measure_the_same(desk: Desk) -> None:
    desk.put(
        slug="one", point=[msgspec.structs.replace(desk.entry.point[0], quantity="temperature", unit="°C")], auth=[]
    )
    with pytest.raises(DeclarationError, match="point_twice"):
        desk.put(
            slug="two", point=[msgspec.structs.replace(desk.entry.point[0], quantity="temperature", unit="°C")], auth=[]
        )


def test_there_is_one_draft_of_a_source(desk: Desk) -> None:
    desk.put(interval_s=10.0)
    desk.put(interval_s=20.0)
    catalog, _ = load_catalog()
    assert [each.interval_s for each in catalog.sources.values() if each.draft] == [20.0]
    assert catalog.sources[-1].revision == 2


def test_a_source_may_begin_as_a_draft(desk: Desk) -> None:
    point = msgspec.structs.replace(desk.entry.point[0], quantity="temperature", unit="°C")
    desk.put(slug="meteo", auth=[], point=[point])
    assert load_catalog()[0].sources[-1].draft_of is None


def test_accepting_a_draft_makes_it_what_counts(desk: Desk) -> None:
    desk.put(interval_s=10.0, auth=keyed("another"))
    desk.drafts.accept("scada")
    (source,) = load_catalog()[0].sources.values()
    assert (source.id, source.draft, source.interval_s, desk.secrets(1)) == (1, False, 10.0, ["another"])


def test_accepting_the_draft_of_a_new_source_makes_it_one(desk: Desk) -> None:
    point = msgspec.structs.replace(desk.entry.point[0], quantity="temperature", unit="°C")
    desk.put(slug="meteo", auth=[], point=[point])
    desk.drafts.accept("meteo")
    assert [each.slug for each in load_catalog()[0].sources.values()] == ["scada", "meteo"]


def test_discarding_a_draft_leaves_what_is_accepted(desk: Desk) -> None:
    desk.put(interval_s=10.0)
    desk.drafts.discard("scada")
    assert [each.interval_s for each in load_catalog()[0].sources.values()] == [5.0]


@pytest.mark.parametrize("do", ["accept", "discard"])
def test_what_is_no_draft_is_said_to_be_none(desk: Desk, do: str) -> None:
    with pytest.raises(Exception, match="scada") as refused:
        getattr(desk.drafts, do)("scada")
    assert type(refused.value).__name__ == "NoDraft"


def test_a_draft_that_cannot_be_is_refused_and_leaves_the_older_one(desk: Desk) -> None:
    desk.put(interval_s=10.0)
    with pytest.raises(DeclarationError):
        desk.put(timezone="Mars/Olympus")
    assert load_catalog()[0].sources[-1].interval_s == 10.0


def test_a_draft_that_no_longer_fits_cannot_be_accepted(desk: Desk, load: Load) -> None:
    point = msgspec.structs.replace(desk.entry.point[0], quantity="temperature", unit="°C")
    desk.put(slug="meteo", auth=[], point=[point])
    load(declared(point={"quantity": "temperature", "unit": "°C"}))
    with pytest.raises(DeclarationError):
        desk.drafts.accept("meteo")
    assert load_catalog()[0].sources[-1].slug == "meteo"


def test_a_running_server_hears_of_every_step(desk: Desk, folder: Path) -> None:
    numbers = [query(folder, "SELECT number FROM store_revision")[0][0]]
    for step in (lambda: desk.put(interval_s=9.0), lambda: desk.drafts.accept("scada"), desk.put):
        step()
        numbers.append(query(folder, "SELECT number FROM store_revision")[0][0])
    assert numbers == sorted(set(numbers))  # type: ignore[type-var]


# secrets


def test_a_draft_goes_on_with_the_secret_of_the_same_server(desk: Desk) -> None:
    desk.put(url="https://scada.example.org/v2")
    assert desk.secrets(-1) == [SECRET]


@pytest.mark.parametrize("url", ["https://evil.example.org/live", "https://scada.example.org:8443/live"])
def test_a_draft_for_another_server_is_not_given_the_secret(desk: Desk, url: str) -> None:
    with pytest.raises(DeclarationError) as refused:
        desk.put(url=url)
    assert [problem.code for problem in refused.value.problems] == ["secret_needed"]


def test_a_draft_that_needed_no_key_for_a_while_goes_on_with_that_of_the_source(desk: Desk) -> None:
    desk.put(auth=[])
    desk.put(auth=[keyed(None)])
    assert desk.secrets(-1) == [SECRET]


def test_but_not_where_it_asks_another_server_by_then(desk: Desk) -> None:
    desk.put(auth=[])
    with pytest.raises(DeclarationError, match="secret_needed"):
        desk.put(url="https://elsewhere.example.org/live", auth=[keyed(None)])


def test_a_draft_that_moved_away_and_back_has_its_own_secret_at_most(desk: Desk) -> None:
    desk.put(url="https://evil.example.org/live", auth=keyed("for evil"))
    desk.put(url="https://scada.example.org/live")
    assert desk.secrets(-1) == [SECRET]


def test_a_draft_keeps_the_secret_it_was_given(desk: Desk) -> None:
    desk.put(auth=keyed("another"))
    desk.put(interval_s=9.0)
    assert (desk.secrets(-1), desk.secrets(1)) == (["another"], [SECRET])


def renew(desk: Desk, **facts: object) -> None:
    desk.declarer.declare(File(source=[msgspec.structs.replace(desk.entry, **{"auth": keyed("renewed"), **facts})]))


def test_a_secret_that_is_renewed_meanwhile_is_that_of_the_draft_too(desk: Desk) -> None:
    desk.put(url="https://scada.example.org/v2")
    renew(desk)
    assert desk.secrets(-1) == ["renewed"]
    desk.drafts.accept("scada")
    assert desk.secrets(1) == ["renewed"]


def test_a_draft_with_a_secret_of_its_own_keeps_it(desk: Desk) -> None:
    desk.put(auth=keyed("another"))
    renew(desk)
    assert desk.secrets(-1) == ["another"]


def test_a_renewed_secret_does_not_follow_a_draft_to_another_server(desk: Desk) -> None:
    desk.put(url="https://evil.example.org/live", auth=keyed(SECRET))
    renew(desk)
    assert desk.secrets(-1) == [SECRET]


def test_a_draft_goes_with_a_plant_that_is_sold(desk: Desk) -> None:
    desk.put(interval_s=9.0)
    sold = parsed(owner={"slug": "vent"}, plant={"owner": "vent"})
    desk.declarer.declare(File(owner=sold.owner, plant=sold.plant))
    assert load_catalog()[0].plants["marseille"].owner == "vent"
    changes = desk.drafts.accept("scada")
    assert [change.fields for change in changes] == [("interval_s",)]
    assert query(
        desk.declarer.folder, "SELECT store_owner.slug FROM store_owner JOIN store_source ON store_owner.id = owner_id"
    ) == [("vent",)]


def test_a_file_says_itself_whose_a_source_is(load: Load, folder: Path) -> None:
    load(declared())
    owners = table("owner", {"slug": "vent", "name": "Vent"})
    ran = load(declared(plant={"owner": "vent"}, more=owners))
    assert (ran.code, "owner" in ran.out) == (0, True)
    assert query(folder, "SELECT store_owner.slug FROM store_owner JOIN store_source ON store_owner.id = owner_id") == [
        ("soleil",)
    ]


def test_the_secret_of_a_draft_opens_nowhere_else(desk: Desk) -> None:
    desk.put(auth=keyed("another"))
    sealed = load_catalog()[1][-1]
    assert desk.vault.kept(sealed, secrets_of(1)) == []


def test_no_secret_of_a_draft_is_stored_in_clear(desk: Desk, folder: Path) -> None:
    desk.put(auth=keyed("never-in-clear-2931"))
    written = b"".join(file.read_bytes() for file in folder.iterdir() if file.is_file())
    assert b"never-in-clear-2931" not in written


def test_a_secret_that_is_renewed_does_not_come_back_old_with_a_draft(desk: Desk) -> None:
    desk.put(interval_s=10.0)
    desk.declarer.declare(File(source=[msgspec.structs.replace(desk.entry, auth=keyed("new"))]))
    assert (desk.secrets(1), desk.secrets(-1)) == (["new"], ["new"])
    desk.drafts.accept(desk.entry.slug)
    assert desk.secrets(1) == ["new"]


@pytest.mark.parametrize(
    "other", [{"auth": keyed("of its own")}, {"url": "https://elsewhere.example/", "auth": keyed(SECRET)}]
)
def test_a_draft_with_a_secret_or_a_server_of_its_own_keeps_its_secret(desk: Desk, other: dict[str, object]) -> None:
    desk.put(**other)
    before = desk.secrets(-1)
    desk.declarer.declare(File(source=[msgspec.structs.replace(desk.entry, auth=keyed("new"))]))
    assert (desk.secrets(1), desk.secrets(-1)) == (["new"], before)
