"""What bridges tell is kept by key: the newest, and for as long as the key is good."""

from pathlib import Path

import pytest

from quelia.domain.bridge import InputReport, Report
from quelia.store.bridges import Bridges
from quelia.store.errors import DatabaseUnusable
from tests.domain.examples import NOW
from tests.store.cellar import Load, declared
from tests.store.test_doors import BARE, PUSHED

FAILING = InputReport(name="onduleur", type="modbus", state="failing", code="timeout", points=("a/power",))
REPORT = Report(bridge="toit", version="1.2.0", sent_at=NOW - 90, queue=3, oldest_at=NOW - 200, inputs=(FAILING,))


@pytest.fixture
def bridges(load: Load, folder: Path) -> Bridges:
    """With a good key, whose number is 1."""
    from quelia.store.models import Source  # noqa: PLC0415 - it needs Django, which `folder` set up
    from quelia.store.pushkeys import made  # noqa: PLC0415

    load(declared(source=PUSHED, point=BARE))
    made(Source.objects.get(), "Toit")
    return Bridges(folder / "quelia.sqlite3")


def test_what_was_told_is_heard_as_it_was(bridges: Bridges) -> None:
    bridges.note(1, 1, REPORT, NOW)
    (heard,) = bridges.heard()
    assert (heard.report, heard.heard_at, heard.source, heard.key_name) == (REPORT, NOW, 1, "Toit")


@pytest.mark.parametrize("ahead_s", [-90.0, 0.0, 3600.0])
def test_how_far_its_clock_goes_ahead_is_kept(bridges: Bridges, ahead_s: float) -> None:
    bridges.note(1, 1, Report(bridge="toit", version="1", sent_at=NOW + ahead_s), NOW)
    assert bridges.heard()[0].ahead_s == pytest.approx(ahead_s)


def test_the_newest_takes_the_place_of_what_was_told_before(bridges: Bridges) -> None:
    for ago in (120, 60, 0):
        bridges.note(1, 1, REPORT, NOW - ago)
    assert [each.heard_at for each in bridges.heard()] == [NOW]


def test_nothing_is_heard_of_a_key_that_was_revoked(bridges: Bridges) -> None:
    from quelia.store.models import PushKey  # noqa: PLC0415
    from quelia.store.pushkeys import revoked  # noqa: PLC0415

    bridges.note(1, 1, REPORT, NOW)
    revoked(PushKey.objects.get())
    assert bridges.heard() == []


def test_nothing_is_kept_of_a_key_that_is_no_more(bridges: Bridges, folder: Path) -> None:
    from tests.store.cellar import query  # noqa: PLC0415

    bridges.note(7, 1, REPORT, NOW)
    bridges.note(1, 1, REPORT, NOW)
    assert query(folder, "SELECT key_id FROM bridge") == [(1,)]


def test_without_a_database_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        Bridges(tmp_path / "nowhere" / "quelia.sqlite3").heard()
