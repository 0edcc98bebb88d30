"""The answers made of a snapshot, and how long one lasts."""

import pytest

from quelia.web.snapshot import Snapshot, Snapshots
from tests.live.road import a_catalog, a_source
from tests.web.street import Street, says

NOON = [(b"date", b"noon")]


@pytest.fixture
def street() -> Street:
    return Street(a_catalog(a_source(1), a_source(2)))


@pytest.fixture
def snapshots(street: Street) -> Snapshots:
    return Snapshots(street.window, lambda: street.now)


def of(snapshots: Snapshots, slug: str = "france") -> Snapshot:
    found = snapshots.of(slug)
    assert found is not None
    return found


def test_while_nothing_changes_everybody_has_the_same_answer(snapshots: Snapshots) -> None:
    assert of(snapshots).answer((), NOON) is of(snapshots).answer((), NOON)


def test_what_changes_is_in_the_next(snapshots: Snapshots, street: Street) -> None:
    before = of(snapshots)
    street.hear(says("p1"))
    after = of(snapshots)
    assert (after is not before, after.etag != before.etag, b'"live"' in after.body) == (True, True, True)


@pytest.mark.parametrize(("later_s", "same"), [(0.0, True), (0.9, True), (1.0, False), (-0.5, False)])
def test_one_lasts_a_second_and_not_over_a_clock_that_is_set_back(
    snapshots: Snapshots, street: Street, later_s: float, same: bool
) -> None:
    before = of(snapshots)
    street.now += later_s
    assert (of(snapshots) is before) == same


def test_each_answer_bears_the_date_of_its_second(snapshots: Snapshots) -> None:
    snapshot = of(snapshots)
    for date in (b"noon", b"a second later"):
        for held in ((), (snapshot.etag,)):
            head, _, _ = snapshot.answer(held, [(b"date", date)]).partition(b"\r\n\r\n")
            assert head.endswith(b"\r\ndate: " + date)


def test_who_has_it_is_told_so_without_it(snapshots: Snapshots) -> None:
    snapshot = of(snapshots)
    for held in ((snapshot.etag,), (f"W/{snapshot.etag}",), ('"other"', snapshot.etag), (f'"other", {snapshot.etag}',)):
        answer = snapshot.answer(held, NOON)
        assert (answer[9:12], answer[-4:]) == (b"304", b"\r\n\r\n")


@pytest.mark.parametrize("held", [(), ("",), ('"other"',), ("no tag",)])
def test_who_has_another_or_none_has_all_of_it(snapshots: Snapshots, held: tuple[str, ...]) -> None:
    snapshot = of(snapshots)
    head, _, body = snapshot.answer(held, NOON).partition(b"\r\n\r\n")
    assert (head[9:12], body) == (b"200", snapshot.body)
    assert f"content-length: {len(body)}" in head.decode().lower()


def test_a_map_that_was_asked_for_is_watched(snapshots: Snapshots, street: Street) -> None:
    assert not street.demand.watched(["map:france"])
    of(snapshots)
    assert street.demand.watched(["map:france"])


def test_a_map_that_is_none_has_no_snapshot_and_is_not_watched(snapshots: Snapshots, street: Street) -> None:
    assert snapshots.of("nowhere") is None
    assert not street.demand.watched(["map:nowhere"])
