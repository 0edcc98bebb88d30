import logging

import pytest

from quelia.admin.start import Seldom, without_links


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/reponse/WzEsIkoz.Lo-b", "/reponse/…"), ("/suivi/WzEsIkoz.Lo-b", "/suivi/…"), ("/tester/abc", "/tester/…"),
        ("/admin/password/reset/key/1-abc/", "/admin/password/reset/key/…/"), ("/admin/sources/", "/admin/sources/"),
    ],
)  # fmt: skip
def test_no_line_of_the_log_holds_what_opens_something(path: str, told: str) -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", ("Internal Server Error", path), None)
    assert without_links(record)
    assert record.getMessage() == f"Internal Server Error: {told}"


def test_what_is_refused_over_and_over_is_a_line_a_minute() -> None:
    now = [0.0]
    seldom = Seldom(lambda: now[0])
    error = ValueError("host")
    told = []
    for now[0] in (0.0, 1.0, 59.0, 61.0, 62.0):
        record = logging.LogRecord("x", logging.ERROR, "", 1, "Invalid host", (), (ValueError, error, None))
        told.append((seldom(record), record.exc_info is None))
    assert told == [(True, True), (False, False), (False, False), (True, True), (False, False)]
