"""A page that renews itself makes no session last longer: nobody asked for anything."""

import pytest
from django.test import Client

from tests.admin.clock import Clock
from tests.admin.counter import PASSWORD, Counter

QUIET = {"x-quelia-quiet": "1"}
MINUTE_S = 60


def entered(counter: Counter) -> Client:
    visitor = counter.visitor()
    visitor.post("/admin/login/", {"login": counter.operator.email, "password": PASSWORD})
    return visitor


@pytest.mark.parametrize(("headers", "status"), [({}, 200), (QUIET, 302)])
def test_a_board_that_renews_itself_ends_its_session_and_one_that_is_read_does_not(
    counter: Counter, clock: Clock, headers: dict[str, str], status: int
) -> None:
    visitor = entered(counter)
    for _ in range(40):
        clock.pass_s(MINUTE_S + 1)
        answer = visitor.get("/admin/sources/", headers=headers)
    assert answer.status_code == status
