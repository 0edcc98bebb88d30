"""Every fault that these inputs name has a sentence, filled by its facts."""

import re
from pathlib import Path

import pytest

from quelia.texts import LANGUAGES, texts

SRC = Path(__file__).parents[3] / "src" / "quelia" / "bridge"
OURS = [SRC / name for name in ("file.py", "tail.py", "table.py", "lineprotocol.py")]
OURS += [SRC / "inputs" / f"{name}.py" for name in ("document", "json", "csv", "prometheus", "influx")]
OF_SETTINGS = {"file_or_url"}
NAMED = {"old", "limits", "time_unread"} | {
    fault
    for path in OURS
    for fault in re.findall(r'"((?:file|csv|line|metrics?|unit)_[a-z_]+)"', path.read_text("utf-8"))
} - OF_SETTINGS


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_fault_has_a_sentence_and_every_sentence_a_fault(lang: str) -> None:
    assert set(texts(lang, "bridge_files")["fault"]) == NAMED
