"""What stands in the database, in the words of the file again."""

from importlib import import_module
from typing import Any

from quelia.store.declaration import parse
from tests.store.cellar import Load, declared, table

FULL: dict[str, Any] = {
    "interval_s": 30, "timeout_s": 5, "history_s": 0, "daily_quota": 300, "stale_after_s": 900, "null": "error",
    "night": "asleep",
    "timestamp_path": "time", "timezone": "UTC", "status_path": "status", "status_ok": ["ok", 1, True],
    "pin": "ab" * 32,
}  # fmt: skip
POINT = {"unit": None, "unit_path": "unit", "scale": -0.001, "minimum": -5, "pick": "last", "number": "leading"}
SECOND = table(
    "source.point", {"plant": "marseille", "quantity": "temperature", "path": "t", "unit": "°C", "nulls": ["-"]}
)


def test_an_accepted_source_says_again_what_was_declared(load: Load) -> None:
    keys = {"source": FULL | {"auth": {"type": "bearer", "secret": "s"}}, "point": POINT}
    assert load(declared(**keys, more=SECOND)).code == 0
    entries = import_module("quelia.store.entries")
    wanted = parse(declared(**(keys | {"source": FULL | {"auth": [{"type": "bearer"}]}}), more=SECOND)).source[0]
    assert entries.standing("scada") == wanted


def test_of_what_does_not_exist_nothing_stands(load: Load) -> None:
    load(declared())
    assert import_module("quelia.store.entries").standing("another") is None
