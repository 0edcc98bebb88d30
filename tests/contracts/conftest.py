"""What the contract tests share."""

from pathlib import Path

import pytest

from tests.contracts.cellars import CELLARS, Cellar


@pytest.fixture(params=CELLARS)
def cellar_name(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def cellar(cellar_name: str, tmp_path: Path) -> Cellar:
    """An empty database, of each kind in turn. It lies in `tmp_path`."""
    made = CELLARS[cellar_name](tmp_path)
    made.prepare()
    return made
