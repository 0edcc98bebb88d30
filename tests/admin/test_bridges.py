"""How bridges do is told in words; what they say is theirs, and shown as such."""

import time
from typing import Any

import pytest
from django.test import Client

from quelia.admin.bridges import seen, tellable
from quelia.admin.desk import desk
from quelia.domain.bridge import InputReport, Report
from quelia.domain.errors import REASONS
from quelia.store import models, pushkeys
from quelia.store.bridges import Heard
from tests.admin.counter import Counter

NOW = 1_800_000_000.0
PATH = "/admin/sources/push-soleil/"


def heard(ago_s: float = 20.0, ahead_s: float = 0.0, **facts: Any) -> Heard:
    report = Report(**{"bridge": "toit", "version": "2.0.0", "sent_at": NOW - ago_s + ahead_s, **facts})
    return Heard(key=1, source=1, heard_at=NOW - ago_s, ahead_s=ahead_s, report=report, hint="zz")


def an_input(state: Any, **facts: Any) -> InputReport:
    return InputReport(name="onduleur", type="modbus", state=state, **facts)


@pytest.mark.parametrize(("ago_s", "silent"), [(0, False), (60, False), (180, False), (181, True), (9e6, True)])
def test_after_three_minutes_it_is_silent(counter: Counter, ago_s: float, silent: bool) -> None:
    assert seen(heard(ago_s), NOW).silent is silent


@pytest.mark.parametrize("ahead_s", [-31.0, 31.0, 1e6])
def test_a_clock_that_goes_wrong_is_said(counter: Counter, ahead_s: float) -> None:
    assert (seen(heard(ahead_s=ahead_s), NOW).ahead_s, seen(heard(ahead_s=30), NOW).ahead_s) == (ahead_s, None)


def test_times_by_a_wrong_clock_are_put_right(counter: Counter) -> None:
    told = an_input("failing", code="timeout", read_at=NOW + 3000)
    found = seen(heard(ahead_s=3600, queue=1, oldest_at=NOW + 3500, inputs=(told,)), NOW)
    assert (found.oldest_at, found.inputs[0].read_at) == (NOW - 100, NOW - 600)


@pytest.mark.parametrize(
    ("theirs", "newer"),
    [("1.9.9", "2.0.0"), ("2.0.0", ""), ("2.0.1", ""), ("10.0.0", ""), ("odd", ""), ("1.0.0.dev1", ""), ("", "")],
)
def test_that_ours_is_newer_is_said_where_it_is(counter: Counter, theirs: str, newer: str) -> None:
    assert seen(heard(version=theirs), NOW).newer == newer


@pytest.mark.parametrize("code", [*REASONS, "frozen", "of-a-later-version", ""])
@pytest.mark.parametrize("fault", ["", "slow", "of-a-later-version"])
def test_of_what_fails_it_is_said_what_to_check(counter: Counter, code: str, fault: str) -> None:
    state = "frozen" if code == "frozen" else "failing"
    why = seen(heard(inputs=(an_input(state, code=code, fault=fault),)), NOW).inputs[0].why
    assert why
    assert "{" not in why


def test_of_what_does_well_nothing_is_to_be_checked(counter: Counter) -> None:
    assert [seen(heard(inputs=(an_input(state),)), NOW).inputs[0].why for state in ("well", "waiting")] == ["", ""]


@pytest.mark.parametrize(
    ("told", "shown"), [("a\nb\x00c", "a b c"), ("n" * 99, "n" * 59 + "…"), ("a\u202eb", "a b"), ("", "")]
)
def test_a_name_is_one_short_line(told: str, shown: str) -> None:
    assert tellable(told) == shown


@pytest.fixture
def key(counter: Counter) -> str:
    counter.receive("soleil")
    return pushkeys.made(models.Source.objects.get(slug="push-soleil"), "Automate")


@pytest.fixture
def operator(counter: Counter, key: str) -> Client:
    return counter.visitor(counter.operator)


def note(ago_s: float = 5.0, **facts: Any) -> None:
    row = models.PushKey.objects.get()
    at = time.time() - ago_s
    report = Report(**{"bridge": "toit", "version": "2.0.0", "sent_at": at, **facts})
    desk().health.bridges.note(row.pk, row.source_id, report, at)


def test_without_one_its_page_says_that_this_may_be_right(operator: Client) -> None:
    assert "Aucune passerelle" in operator.get(PATH).content.decode()


def test_what_it_wrote_is_no_markup(operator: Client) -> None:
    note(bridge="<script>1</script>", inputs=(InputReport(name="<b>n", type="<i>", state="well", points=("<u>",)),))
    page = operator.get(PATH).content.decode()
    for markup in ("<script>1", "<b>n", "<i>", "<u>"):
        assert markup not in page
    assert "&lt;script&gt;1" in page


def test_the_board_says_in_short_what_is_wrong(operator: Client) -> None:
    note(400, queue=1200, inputs=(an_input("failing", code="auth"), an_input("well")))
    page = operator.get("/admin/sources/").content.decode()
    for told in ("Passerelle silencieuse", "1 sur 2 en échec", "1 200 en attente"):
        assert told in page.replace("\u202f", " ").replace("\u00a0", " "), told


def test_one_whose_key_was_revoked_is_not_told_of(operator: Client) -> None:
    note()
    pushkeys.revoked(models.PushKey.objects.get())
    assert "Aucune passerelle" in operator.get(PATH).content.decode()
