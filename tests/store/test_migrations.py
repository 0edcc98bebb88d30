from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

from quelia import app
from quelia.domain.plant import USUAL_CARD
from quelia.settings import Settings
from quelia.store.errors import DatabaseUnusable
from tests.store.cellar import query

TABLES = "SELECT name FROM sqlite_master WHERE name IN ('reading', 'lease', 'rollup') ORDER BY name"


@pytest.fixture
def of_the_first_migration(folder: Path) -> Path:
    """A data folder as the first version of the tables left it, with an owner in it."""
    connection.close()
    (folder / "quelia.sqlite3").unlink()
    call_command("migrate", "store", "0001", verbosity=0)
    query(
        folder,
        "INSERT INTO store_owner (slug, name, contact_name, contact_email, contact_phone, website)"
        " VALUES ('soleil', 'Soleil', '', '', '', '')",
    )
    return folder


def bring_up_to_date(folder: Path) -> None:
    app.prepare(Settings(data=str(folder)))


def test_the_migrations_make_what_the_models_say(folder: Path) -> None:
    made = MigrationLoader(connection)
    with translation.override(None):  # as Django writes them: the names of fields are not those of French
        changes = MigrationAutodetector(made.project_state(), ProjectState.from_apps(apps)).changes(graph=made.graph)
    assert changes == {}


def test_every_migration_has_one_before_it(folder: Path) -> None:
    assert len(MigrationLoader(connection).graph.leaf_nodes("store")) == 1


def test_a_database_of_the_first_migration_is_brought_up_to_date(of_the_first_migration: Path) -> None:
    before = query(of_the_first_migration, TABLES)
    bring_up_to_date(of_the_first_migration)
    assert (before, query(of_the_first_migration, TABLES)) == ([], [("lease",), ("reading",), ("rollup",)])


def test_what_was_in_it_stays(of_the_first_migration: Path) -> None:
    bring_up_to_date(of_the_first_migration)
    assert query(of_the_first_migration, "SELECT slug FROM store_owner") == [("soleil",)]


def test_a_migration_that_fails_in_the_middle_leaves_nothing_of_it(of_the_first_migration: Path) -> None:
    query(of_the_first_migration, "CREATE TABLE lease (in_the_way)")
    with pytest.raises(DatabaseUnusable):
        bring_up_to_date(of_the_first_migration)
    assert query(of_the_first_migration, TABLES) == [("lease",)]


def test_a_migration_that_failed_can_be_done_later(of_the_first_migration: Path) -> None:
    query(of_the_first_migration, "CREATE TABLE lease (in_the_way)")
    with pytest.raises(DatabaseUnusable):
        bring_up_to_date(of_the_first_migration)
    query(of_the_first_migration, "DROP TABLE lease")
    bring_up_to_date(of_the_first_migration)
    assert query(of_the_first_migration, TABLES) == [("lease",), ("reading",), ("rollup",)]


def test_readings_from_before_there_were_rollups_are_rolled_up(of_the_first_migration: Path) -> None:
    call_command("migrate", "store", "0004", verbosity=0)
    rows = [(1705314600125, "NULL", "1e6"), (1705314700000, 1705311001000, "2e6"), (1705399999000, "NULL", "NULL")]
    for received_ms, measured_ms, number in rows:
        query(
            of_the_first_migration,
            f"INSERT INTO reading VALUES (1, 'power', 7, {received_ms}, {measured_ms}, {number}, 'MW', NULL)",
        )
    bring_up_to_date(of_the_first_migration)
    due = query(of_the_first_migration, "SELECT start_s, plant_id, quantity FROM rollup_due ORDER BY start_s")
    assert due == [(1705311000, 1, "power"), (1705314600, 1, "power")]


def test_a_process_of_the_version_before_can_still_declare(folder: Path) -> None:
    from quelia.store.load import load_catalog  # noqa: PLC0415 - it needs Django, which `folder` set up

    older = MigrationLoader(connection).project_state(("store", "0007_people")).apps
    owner = older.get_model("store", "Owner").objects.create(slug="soleil", name="Soleil")
    place = {"latitude": 43.3, "longitude": 5.4}
    plant = older.get_model("store", "Plant").objects.create(slug="toit", owner=owner, energy="solar", **place)
    source = older.get_model("store", "Source").objects.create(slug="toit", owner=owner, url="https://a.example/")
    older.get_model("store", "Point").objects.create(source=source, plant=plant, quantity="power", path="p")
    older.get_model("store", "Map").objects.create(slug="carte", name="Carte")
    assert load_catalog()[0].plants["toit"].card == USUAL_CARD
