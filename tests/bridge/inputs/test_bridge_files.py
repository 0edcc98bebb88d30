"""Files as loggers leave them: the table is tests/samples/bridge_files.toml, to be added to without code."""

import asyncio
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from quelia.bridge.frozen import Frozen
from quelia.bridge.sample import Sample
from quelia.domain.errors import SourceError
from tests.bridge.inputs.sites import NOW, opened

TABLE = tomllib.loads((Path(__file__).parents[2] / "samples" / "bridge_files.toml").read_text("utf-8"))["file"]


def read(row: dict[str, Any], folder: Path) -> Sample:
    path = folder / "sample"
    content = bytes.fromhex(row["hex"]) if "hex" in row else row["text"].encode(row.get("encoding", "utf-8"))
    path.write_bytes(content + b"\0" * row.get("padding", 0))
    written_at = NOW - row.get("age_s", 10)
    os.utime(path, (written_at, written_at))
    text = f'file = "sample"\ntimeout_s = 0.1\n{row["keys"]}\n[[point]]\nunit = "kW"\n{row["point"]}\n'
    (sample,) = asyncio.run(opened(text, folder).read())
    return sample


@pytest.mark.parametrize("row", TABLE, ids=lambda row: str(row["says"]))
def test_a_file_says(row: dict[str, Any], tmp_path: Path) -> None:
    error: SourceError | None
    try:
        sample = read(row, tmp_path)
        value, error, at = sample.value, sample.error, sample.measured_at
    except SourceError as raised:
        value, error, at = None, raised, None
    expected = row.get("value"), row.get("code"), row.get("fault", "")
    assert (value, error.code if error else None, error.fault if error else "") == expected
    assert at == row.get("measured_at", at)
    assert (row.get("code") == "frozen") == isinstance(error, Frozen)
