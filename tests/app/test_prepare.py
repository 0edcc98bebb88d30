"""The database is made once, and never beside a journal that belongs to another file."""

from pathlib import Path

import pytest

from quelia import app
from quelia.settings import Settings
from quelia.store.errors import DatabaseUnusable
from tests.store.cellar import django_on


def test_beside_a_journal_that_was_left_alone_no_database_is_made(tmp_path: Path) -> None:
    journal = tmp_path / "quelia.sqlite3-wal"
    with django_on(tmp_path):
        (tmp_path / "quelia.sqlite3").unlink(missing_ok=True)  # the first time Django starts it makes one here
        journal.write_bytes(b"what was acknowledged")
        with pytest.raises(DatabaseUnusable):
            app.prepare(Settings(data=str(tmp_path)))
    assert not (tmp_path / "quelia.sqlite3").exists()
    assert journal.read_bytes() == b"what was acknowledged"
