"""What SQLite adds to the contract of the history (tests/contracts/test_history.py): files that are damaged."""

from pathlib import Path

import pytest

from quelia.store.errors import DatabaseUnusable
from quelia.store.history import History


@pytest.mark.parametrize("fine", [True, False])
def test_a_database_that_cannot_be_read_is_said_to_be_unusable(tmp_path: Path, fine: bool) -> None:
    database = tmp_path / "quelia.sqlite3"
    database.write_bytes(b"no database at all " * 1000)
    with pytest.raises(DatabaseUnusable):
        History(database).rollups((1, "power"), 0, 900, fine=fine)
