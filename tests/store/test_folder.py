from pathlib import Path

import pytest

from quelia.store import folder as module
from quelia.store.errors import DatabaseUnusable
from quelia.store.folder import alone, rights
from tests.store.process import Process
from tests.store.programs import stay_alone


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LONGEST_S", 0.0)


def test_nobody_else_is_alone_meanwhile(tmp_path: Path) -> None:
    with alone(tmp_path), pytest.raises(DatabaseUnusable), alone(tmp_path):
        pass


def test_the_next_one_is_alone_afterwards(tmp_path: Path) -> None:
    with alone(tmp_path):
        pass
    with alone(tmp_path):
        pass


def test_an_error_lets_the_next_one_in(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone(tmp_path):
        raise ZeroDivisionError
    with alone(tmp_path):
        pass


def test_who_waits_is_let_in_when_the_other_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Process(stay_alone, tmp_path) as other:
        assert other.hear() == "alone"
        with pytest.raises(DatabaseUnusable), alone(tmp_path):
            pass
        monkeypatch.setattr(module, "_LONGEST_S", 20.0)
        other.kill()
        with alone(tmp_path):
            pass


def test_nothing_is_left_in_the_folder(tmp_path: Path) -> None:
    with alone(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), alone(tmp_path / "nowhere"):
        pass
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("mode", "private"), [(0o600, True), (0o700, True), (0o640, False), (0o604, False)])
def test_a_file_is_private_where_nobody_else_may_open_it(tmp_path: Path, mode: int, private: bool) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "file").chmod(mode)
    assert (rights(tmp_path / "file").mode, rights(tmp_path / "file").private) == (mode, private)


def test_a_user_without_a_name_has_a_number() -> None:
    assert module.Rights(0o600, 4_000_000_000).user == "4000000000"
