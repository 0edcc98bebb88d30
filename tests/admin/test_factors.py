"""Second factors: sealed in the database, and readable whatever happens to the keys."""

import time
from pathlib import Path

import pytest
from django.test import Client

from quelia.cli import main
from quelia.store.folder import alone
from quelia.store.keyring import KeyRing
from tests.admin.codes import code, seed_in
from tests.admin.counter import PASSWORD, Counter
from tests.store.cellar import dump, query

pytestmark = pytest.mark.usefixtures("clock")  # or a code would change while a test runs
TOTP = "/admin/mfa/totp/activate/"


@pytest.fixture
def visitor(counter: Counter) -> Client:
    """An operator who has just said his password once more."""
    visitor = counter.visitor(counter.operator)
    visitor.post("/admin/reauthenticate/", {"password": PASSWORD})
    return visitor


@pytest.fixture
def seed(visitor: Client) -> str:
    """That of a factor which is active."""
    seed = seed_in(visitor.get(TOTP).content.decode())
    visitor.post(TOTP, {"code": code(seed, time.time())})
    return seed


def comes_in(counter: Counter, seed: str, *, ahead_s: int = 30) -> bool:
    """With password and code; that of the next half minute, since each is good once."""
    visitor = counter.visitor()
    visitor.post("/admin/login/", {"login": counter.operator.email, "password": PASSWORD})
    visitor.post("/admin/mfa/authenticate/", {"code": code(seed, time.time() + ahead_s)})
    return visitor.get("/admin/").status_code == 200


def test_with_password_and_code_one_comes_in(counter: Counter, seed: str) -> None:
    assert comes_in(counter, seed)


def test_a_code_is_good_once(counter: Counter, seed: str) -> None:
    assert (comes_in(counter, seed), comes_in(counter, seed)) == (True, False)


def test_a_wrong_code_lets_nobody_in(counter: Counter, seed: str) -> None:
    assert not comes_in(counter, seed, ahead_s=3600)


def test_the_seed_is_in_clear_nowhere_in_the_database(counter: Counter, visitor: Client, folder: Path) -> None:
    seed = seed_in(visitor.get(TOTP).content.decode())
    while_choosing = dump(folder)
    visitor.post(TOTP, {"code": code(seed, time.time())})
    sessions = [str(stored) for (stored,) in query(folder, "SELECT session_data FROM django_session")]
    assert [line for line in (*while_choosing, *dump(folder)) if seed in line] == []
    assert sessions
    assert [file.name for file in folder.iterdir() if seed.encode() in file.read_bytes()] == []


def test_a_key_is_dropped_and_the_factor_opens_all_the_same(counter: Counter, seed: str, folder: Path) -> None:
    assert (main(["keys", "new"]), main(["keys", "rotate", "--drop"])) == (0, 0)
    assert len(KeyRing.read(folder).ids) == 1
    counter.open()
    assert comes_in(counter, seed)


def test_recovery_codes_are_the_same_after_a_key_is_dropped(counter: Counter, visitor: Client, seed: str) -> None:
    page = "/admin/mfa/recovery-codes/download/"
    before = visitor.get(page).content
    main(["keys", "new"])
    main(["keys", "rotate", "--drop"])
    counter.open()
    assert (visitor.get(page).content, before.count(b"\n") >= 10) == (before, True)


def test_a_factor_whose_key_is_lost_is_said_and_lets_nobody_in(counter: Counter, seed: str, folder: Path) -> None:
    KeyRing("k0", {"k0": bytes(32)}).replace(folder)
    counter.open()
    visitor = counter.visitor()
    visitor.post("/admin/login/", {"login": counter.operator.email, "password": PASSWORD})
    answer = visitor.post("/admin/mfa/authenticate/", {"code": code(seed, time.time() + 30)})
    assert (answer.status_code, "second facteur" in answer.content.decode()) == (409, True)
    assert visitor.get("/admin/").status_code == 302


@pytest.mark.parametrize("path", [TOTP, "/admin/mfa/webauthn/add/", "/admin/mfa/recovery-codes/generate/"])
def test_nothing_is_sealed_while_keys_are_changed(
    visitor: Client, seed: str, folder: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("quelia.store.folder._LONGEST_S", 0.0)
    visitor.raise_request_exception = False
    with alone(folder):
        assert visitor.post(path).status_code == 500
