"""What SQLite adds to the contract of the series (tests/contracts/test_series.py): disks that take nothing."""

import json

import pytest

from tests.store.cellar import plain_tables
from tests.store.outages import CASES, Outlasted, outlast_all
from tests.store.process import Process


@pytest.fixture(scope="module")
def outlasted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outlasted]:
    """What became of each of the cases, in a process of its own: a full disk is one for all of its files."""
    folder = tmp_path_factory.mktemp("outages")
    for case in CASES:
        (folder / case).mkdir()
        plain_tables(folder / case / "quelia.sqlite3")
    with Process(outlast_all, folder, bound=True) as process:
        return {case: Outlasted(*outcome) for case, outcome in json.loads(process.hear()).items()}


@pytest.mark.parametrize("case", CASES)
def test_recording_resumes_by_itself_after(case: str, outlasted: dict[str, Outlasted]) -> None:
    assert outlasted[case][:2] == (2, 0)


@pytest.mark.parametrize("case", CASES)
def test_two_lines_are_said_of(case: str, outlasted: dict[str, Outlasted]) -> None:
    assert outlasted[case].said == ["readings cannot be recorded", "readings are recorded again"]
