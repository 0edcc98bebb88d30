from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from quelia.cli.doctor import machine
from quelia.cli.finding import Finding
from quelia.settings import Settings

AT = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)


def codes(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.mark, finding.code) for finding in findings]


def test_a_library_that_is_not_installed_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_LIBRARIES", ("msgspec", "no-such-library"))
    found = list(machine.versions())
    assert codes(found)[1:] == [("broken", "library_missing"), ("well", "libraries")]


@pytest.mark.parametrize(
    ("year", "drifting", "said"),
    [
        (2026, False, ("well", "clock")),
        (2026, True, ("look", "clock_free")),
        (1970, False, ("broken", "clock_implausible")),
        (2106, False, ("broken", "clock_implausible")),
    ],
)
def test_a_clock_is_judged(monkeypatch: pytest.MonkeyPatch, year: int, drifting: bool, said: tuple[str, str]) -> None:
    monkeypatch.setattr(machine, "_nobody_sets_it_right", lambda: drifting)
    assert codes(list(machine.clock(AT.replace(year=year)))) == [said]


def test_the_system_is_asked_about_its_clock_without_harm() -> None:
    assert machine._nobody_sets_it_right() in (True, False)


def test_time_zones_that_are_missing_are_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(machine, "ZoneInfo", missing)
    assert codes(list(machine.zones())) == [("broken", "zones_missing")]


@pytest.mark.parametrize(("streams", "said"), [(768, ("look", "files_few")), (15_000, ("well", "files"))])
def test_few_streams_are_to_be_looked_at(monkeypatch: pytest.MonkeyPatch, streams: int, said: tuple[str, str]) -> None:
    monkeypatch.setattr(machine, "most_streams", lambda: streams)
    assert codes(list(machine.files())) == [said]


def test_settings_that_are_as_they_come_are_not_listed() -> None:
    assert [finding.facts.get("setting") for finding in machine.settings_in_force(Settings())] == ["QUELIA_DATA", None]


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("source_ports", (443, 9443), "443, 9443"),
        ("database", "postgresql://quelia:pass@word@db.example/quelia", "postgresql://•••@db.example/quelia"),
        ("smtp", "smtp://quelia:pass@word@mail.example", "smtp://•••@mail.example"),
        ("bus", "redis://:password@bus.example", "redis://•••@bus.example"),
    ],
)
def test_a_setting_is_shown_without_the_password_in_it(setting: str, value: object, said: str) -> None:
    found = machine.settings_in_force(Settings(**{setting: value}))  # type: ignore[arg-type]
    assert said in [finding.facts.get("value") for finding in found]
