"""The database is moved away from under a service that runs, and back: nothing is made in its place, nothing is lost."""

import urllib.error
from datetime import UTC, datetime
from pathlib import Path

from tests.journeys.pushing import new_key, push, pushed
from tests.journeys.service import Service


def test_what_was_acknowledged_is_there_when_it_is_back(tmp_path: Path) -> None:
    service = Service(tmp_path)
    service.load(pushed())
    key = new_key(service)
    service.start()
    try:
        item = {"value": 15.8, "measured_at": datetime.now(UTC).isoformat()}
        assert push(service, key, item) == (202, {"accepted": 1, "repeated": 0})
        database = service.data / "quelia.sqlite3"
        aside = database.rename(database.with_name("aside"))
        for _ in range(3):
            try:
                service.get("/admin/login/")
            except urllib.error.HTTPError as error:
                error.close()
        assert push(service, key, {"value": 1})[0] == 503
        assert service.try_load(pushed())[0] != 0
        assert not database.exists()
        aside.rename(database)
        assert push(service, key, item) == (202, {"accepted": 0, "repeated": 1})
        service.get("/admin/login/")
    finally:
        service.stop()
