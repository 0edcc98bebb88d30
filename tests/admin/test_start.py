import logging

import pytest

from quelia.admin.start import without_links


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
