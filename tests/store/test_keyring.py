import base64
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.store.keyring import FILE_NAME, KeyRing, KeyRingError, KeyRingMissing
from quelia.store.vault import Vault
from tests.store.outages import full_disk
from tests.store.process import Process
from tests.store.programs import PLACE, add_keys, seal_in_each

OLD, KEY = bytes(range(32)), bytes(range(100, 132))


def written(folder: Path, content: object) -> Path:
    file = folder / FILE_NAME
    file.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return file


def text(key: bytes) -> str:
    return base64.b64encode(key).decode()


# --- made once


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_file_is_for_its_owner_only(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        KeyRing.open(tmp_path)
    finally:
        os.umask(before)
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_the_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    KeyRing.open(tmp_path / "new" / "folder")
    assert (tmp_path / "new" / "folder" / FILE_NAME).exists()


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    KeyRing.open(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == [FILE_NAME]


def test_it_is_made_once(tmp_path: Path) -> None:
    KeyRing.open(tmp_path)
    before = (tmp_path / FILE_NAME).read_bytes()
    KeyRing.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_what_was_sealed_opens_after_a_restart(tmp_path: Path) -> None:
    sealed = Vault(KeyRing.open(tmp_path)).seal(["secret"], PLACE)
    assert Vault(KeyRing.open(tmp_path)).unseal(sealed, PLACE) == ["secret"]


def test_no_two_folders_have_the_same_key(tmp_path: Path) -> None:
    rings = [KeyRing.open(tmp_path / str(number)) for number in range(20)]
    assert len({ring.key(ring.active) for ring in rings}) == 20


def test_a_key_has_256_bits(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path)
    assert len(ring.key(ring.active) or b"") == 32


def test_two_that_start_together_work_with_one_ring(tmp_path: Path) -> None:
    folders = [tmp_path / str(number) for number in range(40)]
    with Process(seal_in_each) as one, Process(seal_in_each) as other:
        assert (one.hear(), other.hear()) == ("ready", "ready")
        sealed = [sealed_by_both(one, other, folder) for folder in folders]
    vaults = [Vault(KeyRing.open(folder)) for folder in folders]
    opened = [
        [vault.unseal(bytes.fromhex(each), PLACE) for each in pair] for vault, pair in zip(vaults, sealed, strict=True)
    ]
    assert opened == [[["secret"], ["secret"]]] * 40


def sealed_by_both(one: Process, other: Process, folder: Path) -> tuple[str, str]:
    one.tell(str(folder))
    other.tell(str(folder))
    return one.hear(), other.hear()


def test_a_full_disk_leaves_no_half_of_a_ring(tmp_path: Path) -> None:
    with full_disk(tmp_path), pytest.raises(OSError, match="too large"):
        KeyRing.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- read

TWO = {"active": "k2", "keys": {"k1": text(OLD), "k2": text(KEY)}}


def test_the_active_key_seals(tmp_path: Path) -> None:
    written(tmp_path, TWO)
    ring = KeyRing.open(tmp_path)
    assert (ring.active, ring.key(ring.active)) == ("k2", KEY)


def test_an_old_key_unseals(tmp_path: Path) -> None:
    sealed = Vault(KeyRing("k1", {"k1": OLD})).seal(["secret"], PLACE)
    written(tmp_path, TWO)
    assert Vault(KeyRing.open(tmp_path)).unseal(sealed, PLACE) == ["secret"]


def test_a_key_that_is_not_on_the_ring_is_none(tmp_path: Path) -> None:
    written(tmp_path, TWO)
    assert KeyRing.open(tmp_path).key("k3") is None


def test_to_read_is_not_to_make(tmp_path: Path) -> None:
    with pytest.raises(KeyRingMissing):
        KeyRing.read(tmp_path)
    assert list(tmp_path.iterdir()) == []


# --- changed


def test_a_ring_that_grew_seals_with_its_new_key_and_opens_with_the_old() -> None:
    old = KeyRing("k1", {"k1": OLD})
    sealed = Vault(old).seal(["secret"], PLACE)
    ring = old.grown()
    assert (len(ring.ids), ring.active in old.ids, Vault(ring).unseal(sealed, PLACE)) == (2, False, ["secret"])


@pytest.mark.parametrize(
    ("ids", "number"), [(["k1"], 2), (["k1", "k9-0a1b2c", "k3"], 10), (["main"], 1), (["k" + "9" * 5000], 1)]
)
def test_a_new_key_has_the_next_number(ids: list[str], number: int) -> None:
    ring = KeyRing(ids[0], dict.fromkeys(ids, OLD)).grown()
    assert ring.active.startswith(f"k{number}-")


def test_no_two_rings_give_their_keys_the_same_id(tmp_path: Path) -> None:
    rings = [KeyRing.open(tmp_path / str(number)) for number in range(20)]
    assert len({ring.active for ring in rings}) == 20


def test_the_active_key_is_not_taken_off() -> None:
    assert KeyRing("k2", {"k1": OLD, "k2": KEY}).without({"k1", "k2"}).ids == ("k2",)


def test_what_replaced_a_ring_is_read_from_then_on(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path).grown()
    ring.replace(tmp_path)
    read = KeyRing.read(tmp_path)
    assert (read.active, [read.key(each) for each in read.ids]) == (ring.active, [ring.key(each) for each in ring.ids])


@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_what_replaced_a_ring_is_for_its_user_only(tmp_path: Path, umask: int) -> None:
    KeyRing.open(tmp_path)
    (tmp_path / FILE_NAME).chmod(0o644)
    before = os.umask(umask)
    try:
        KeyRing.read(tmp_path).grown().replace(tmp_path)
    finally:
        os.umask(before)
    assert [(each.name, each.stat().st_mode & 0o777) for each in tmp_path.iterdir()] == [(FILE_NAME, 0o600)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_what_root_replaces_still_belongs_to_the_service(tmp_path: Path) -> None:
    KeyRing.open(tmp_path)
    os.chown(tmp_path / FILE_NAME, 4711, 4712)
    KeyRing.read(tmp_path).grown().replace(tmp_path)
    status = (tmp_path / FILE_NAME).stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (4711, 4712, 0o600)


def test_a_full_disk_leaves_the_ring_as_it_was(tmp_path: Path) -> None:
    ring = KeyRing.open(tmp_path)
    with full_disk(tmp_path), pytest.raises(OSError, match="too large"):
        ring.grown().replace(tmp_path)
    assert (KeyRing.read(tmp_path).ids, [each.name for each in tmp_path.iterdir()]) == (ring.ids, [FILE_NAME])


def test_a_kill_leaves_a_whole_ring_with_every_key_that_was_added(tmp_path: Path) -> None:
    first = KeyRing.open(tmp_path)
    with Process(add_keys, tmp_path) as process:
        heard = [process.hear() for _ in range(20)]
        process.kill()
    ring = KeyRing.read(tmp_path)
    assert (ring.ids[0], len(ring.ids) > len(heard)) == (first.active, True)


def test_what_a_kill_left_is_in_nobodys_way(tmp_path: Path) -> None:
    KeyRing.open(tmp_path)
    (tmp_path / f".{FILE_NAME}-next").write_text("half of")
    KeyRing.read(tmp_path).grown().replace(tmp_path)
    assert (len(KeyRing.read(tmp_path).ids), [each.name for each in tmp_path.iterdir()]) == (2, [FILE_NAME])


# --- broken

BROKEN = [
    pytest.param(b"", id="empty"),
    pytest.param(b"\xff\xfe", id="not UTF-8"),
    pytest.param(b"[" * 100_000, id="deep"),
    pytest.param([], id="a list"),
    pytest.param({}, id="without anything"),
    pytest.param({"active": "k1"}, id="without keys"),
    pytest.param({"active": "k1", "keys": {}}, id="without a key"),
    pytest.param({"active": "k3", "keys": TWO["keys"]}, id="without its active key"),
    pytest.param({**TWO, "more": 1}, id="with something unknown"),
    pytest.param({"active": "k1", "keys": {"k1": 5}}, id="a key that is a number"),
    pytest.param({"active": "k1", "keys": {"k1": "é" * 44}}, id="a key that is not ASCII"),
    pytest.param({"active": "k1", "keys": {"k1": text(KEY)[:-1]}}, id="a key without its end"),
    pytest.param({"active": "k1", "keys": {"k1": text(KEY) + "\n"}}, id="a key with a line break"),
    pytest.param({"active": "k1", "keys": {"k1": text(KEY[:16])}}, id="a short key"),
    pytest.param({"active": "k1", "keys": {"k1": text(KEY), "k0": text(KEY * 2)}}, id="a long key that is not active"),
]


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_file_is_refused_and_left_as_it_is(tmp_path: Path, content: object) -> None:
    file = written(tmp_path, content)
    before = file.read_bytes()
    with pytest.raises(KeyRingError, match=FILE_NAME):
        KeyRing.open(tmp_path)
    assert file.read_bytes() == before


def test_a_file_that_is_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    whole = json.dumps(TWO).encode()
    for length in range(len(whole)):
        written(tmp_path, whole[:length])
        with pytest.raises(KeyRingError):
            KeyRing.open(tmp_path)


@pytest.fixture(scope="module")
def any_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rings")


@given(content=st.binary())
def test_any_bytes_are_refused(any_folder: Path, content: bytes) -> None:
    written(any_folder, content)
    with pytest.raises(KeyRingError):
        KeyRing.open(any_folder)


def test_a_refusal_tells_no_key(tmp_path: Path) -> None:
    written(tmp_path, {"active": "k1", "keys": {"k1": text(KEY) + "!"}})
    with pytest.raises(KeyRingError) as refused:
        KeyRing.open(tmp_path)
    assert text(KEY)[:8] not in f"{refused.value!r} {refused.value.__cause__!r}"


def test_a_ring_tells_no_key() -> None:
    assert repr(KeyRing("k2", {"k1": OLD, "k2": KEY})) == "KeyRing(2 keys)"
