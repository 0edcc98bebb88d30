import json
from pathlib import Path

import pytest

from tests.cli.outlets import OUTLETS, log_into_all
from tests.store.process import Process

Raised = dict[str, list[str]]


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Raised, str]:
    """What lines raised, by outlet, and what was written on a disk that was full meanwhile."""
    folder: Path = tmp_path_factory.mktemp("logs")
    with Process(log_into_all, folder) as process:
        raised, written = json.loads(process.hear())
    return raised, written


@pytest.mark.parametrize("outlet", OUTLETS)
def test_a_line_that_cannot_be_written_to_raises_nothing(outlet: str, logged: tuple[Raised, str]) -> None:
    assert logged[0][outlet] == []


def test_lines_are_written_again_when_the_disk_has_room(logged: tuple[Raised, str]) -> None:
    assert ["event=before" in logged[1], "event=after" in logged[1]] == [True, True]
