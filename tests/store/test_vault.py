import base64
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quelia.domain.errors import SecretMissing
from quelia.store.keyring import KeyRing, KeyRingError, KeyRingMissing
from quelia.store.vault import Place, Vault, key_of, secrets_of

OLD, KEY = bytes(range(32)), bytes(range(100, 132))
RING = KeyRing("k2", {"k1": OLD, "k2": KEY})
VAULT = Vault(RING)
PLACE = secrets_of(7)
SECRET = "never-to-be-found-in-clear-4711"
SEALED = VAULT.seal([SECRET], PLACE)

texts = st.text(st.characters(codec="utf-8"))
names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1)
places = st.builds(Place, names, st.integers(), names)


def opens(sealed: bytes, place: Place = PLACE, vault: Vault = VAULT) -> bool:
    """Whether the vault gives it out; any other error than SecretMissing is one of the test."""
    try:
        vault.unseal(sealed, place)
    except SecretMissing:
        return False
    return True


def parts(sealed: bytes) -> tuple[str, bytes, bytes]:
    """Key id, nonce and content."""
    return msgspec.msgpack.decode(sealed, type=tuple[str, bytes, bytes])


# --- what is sealed


@given(st.lists(texts), places)
def test_what_is_sealed_comes_back(values: list[str], place: Place) -> None:
    assert VAULT.unseal(VAULT.seal(values, place), place) == values


def test_a_sealed_secret_cannot_be_read() -> None:
    assert all(form not in SEALED for form in (SECRET.encode(), base64.b64encode(SECRET.encode()).rstrip(b"=")))


def test_the_same_secret_looks_different_each_time() -> None:
    contents = {parts(VAULT.seal([SECRET], PLACE))[2] for _ in range(100)}
    assert len(contents) == 100


def test_no_nonce_comes_twice() -> None:
    nonces = {parts(VAULT.seal([SECRET], PLACE))[1] for _ in range(1000)}
    assert (len(nonces), {len(nonce) for nonce in nonces}) == (1000, {12})


def test_the_active_key_seals() -> None:
    assert parts(SEALED)[0] == "k2"


def test_every_key_of_the_ring_unseals() -> None:
    sealed = Vault(KeyRing("k1", {"k1": OLD})).seal([SECRET], PLACE)
    assert VAULT.unseal(sealed, PLACE) == [SECRET]


# --- moved


@pytest.mark.parametrize(
    "elsewhere", [Place("plant", 7, "secrets"), Place("source", 8, "secrets"), Place("source", 7, "url")]
)
def test_what_moves_to_another_table_row_or_field_does_not_open(elsewhere: Place) -> None:
    assert not opens(SEALED, elsewhere)


@given(places, places)
def test_a_secret_opens_in_its_own_place_only(place: Place, elsewhere: Place) -> None:
    assume(place != elsewhere)
    assert not opens(VAULT.seal([SECRET], place), elsewhere)


def test_the_secrets_of_two_sources_have_two_places() -> None:
    assert not opens(VAULT.seal([SECRET], secrets_of(1)), secrets_of(2))


def test_what_is_said_to_be_sealed_by_another_key_does_not_open() -> None:
    twins = Vault(KeyRing("k1", {"k1": KEY, "k2": KEY}))  # the same key under two ids: only the id differs
    _, nonce, content = parts(SEALED)
    assert not opens(msgspec.msgpack.encode(("k1", nonce, content)), vault=twins)


def test_another_key_of_the_same_name_does_not_open() -> None:
    assert not opens(SEALED, vault=Vault(KeyRing("k2", {"k2": OLD})))


# --- while the ring is changed


def changing(*rings: KeyRing) -> Vault:
    """A vault that finds another ring each time it looks."""
    later = iter(rings[1:])
    return Vault(rings[0], lambda: next(later))


FIRST, BOTH, LAST = KeyRing("k1", {"k1": OLD}), RING, KeyRing("k2", {"k2": KEY})


def test_a_key_that_came_later_is_found() -> None:
    assert opens(SEALED, vault=changing(FIRST, BOTH))


def test_a_key_that_was_dropped_still_opens_what_was_read_before() -> None:
    vault = changing(FIRST, LAST)
    assert [opens(each, vault=vault) for each in (SEALED, Vault(FIRST).seal([SECRET], PLACE))] == [True, True]


def test_what_is_sealed_is_sealed_with_the_key_that_is_active_now() -> None:
    vault = changing(FIRST, LAST)
    assert key_of(vault.seal([SECRET], PLACE)) == "k2"


@pytest.mark.parametrize("error", [KeyRingError("damaged"), KeyRingMissing("gone"), PermissionError()])
def test_a_ring_that_cannot_be_read_again_is_a_missing_secret(error: Exception) -> None:
    assert not opens(SEALED, vault=Vault(FIRST, broken(error)))


def test_nothing_is_sealed_while_the_ring_cannot_be_read() -> None:
    with pytest.raises(KeyRingMissing):
        Vault(FIRST, broken(KeyRingMissing("gone"))).seal([SECRET], PLACE)


def test_what_is_known_opens_while_the_ring_cannot_be_read() -> None:
    assert opens(SEALED, vault=Vault(RING, broken(KeyRingMissing("gone"))))


def broken(error: Exception) -> Callable[[], KeyRing]:
    def look() -> KeyRing:
        raise error

    return look


def test_damaged_bytes_name_no_key() -> None:
    assert (key_of(SEALED), key_of(SEALED[:-1]), key_of(b"\xff")) == ("k2", None, None)


# --- damaged


def test_no_byte_can_be_another() -> None:
    changed = (
        SEALED[:position] + bytes([byte]) + SEALED[position + 1 :]
        for position in range(len(SEALED))
        for byte in range(256)
        if byte != SEALED[position]
    )
    assert not any(map(opens, changed))


@given(st.lists(st.tuples(st.integers(0, len(SEALED) - 1), st.binary(max_size=3)), min_size=1, max_size=4))
def test_what_was_tampered_with_does_not_open(edits: list[tuple[int, bytes]]) -> None:
    damaged = bytearray(SEALED)
    for position, content in edits:
        damaged[position : position + 1] = content
    assume(damaged != SEALED)
    assert not opens(bytes(damaged))


@pytest.mark.parametrize("length", range(len(SEALED)))
def test_what_is_cut_off_does_not_open(length: int) -> None:
    assert not opens(SEALED[:length])


@pytest.mark.parametrize("more", [b"\0", SEALED], ids=["a byte", "all of it again"])
def test_what_is_longer_does_not_open(more: bytes) -> None:
    assert not opens(SEALED + more)


@given(st.binary())
def test_any_other_bytes_are_a_missing_secret(content: bytes) -> None:
    assert not opens(content)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.binary() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=4,
)


@given(st.lists(st.sampled_from(["k1", "k2"]) | anything, max_size=5))
def test_any_other_list_is_a_missing_secret(content: list[object]) -> None:
    assert not opens(msgspec.msgpack.encode(content))


HOSTILE = [
    pytest.param(b"", id="nothing"),
    pytest.param(b"\x93\xa2\xff\xfe\xc4\x00\xc4\x00", id="a key id that is no text"),
    pytest.param(msgspec.msgpack.encode((*parts(SEALED), 1)), id="one part more"),
    pytest.param(b"\x94" + SEALED[1:] + b"\x91" * 100_000, id="deep"),
    pytest.param(b"\xdd\xff\xff\xff\xff", id="said to be long"),
]


@pytest.mark.parametrize("content", HOSTILE)
def test_hostile_bytes_are_a_missing_secret(content: bytes) -> None:
    assert not opens(content)


# --- what is said


def test_nothing_sealed_is_a_missing_secret() -> None:
    with pytest.raises(SecretMissing, match="no secret was given"):
        VAULT.unseal(None, PLACE)


def test_the_key_that_is_missing_is_named() -> None:
    with pytest.raises(SecretMissing, match="no key 'k2'"):
        Vault(KeyRing("k1", {"k1": OLD})).unseal(SEALED, PLACE)


def test_neither_vault_nor_ring_shows_a_key() -> None:
    said = "".join(repr(each) + str(each) for each in (VAULT, RING))
    forms = (form for key in (OLD, KEY) for form in (repr(key)[2:-1], key.hex(), base64.b64encode(key).decode()))
    assert not any(form in said for form in forms)
