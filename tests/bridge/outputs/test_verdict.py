"""What an answer means: taken, somebody is to blame, or try again."""

import pytest

from quelia.bridge.outputs.line import Said
from quelia.bridge.outputs.verdict import Keep, verdict


def said(status: int, body: bytes = b"", retry_after_s: float | None = None) -> Said:
    return Said(status, body, None, retry_after_s)


def test_what_quelia_counts_is_taken() -> None:
    assert verdict(said(202, b'{"accepted":2,"repeated":1}')).taken


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Please sign in</html>", b"\xff", b"{}", b"[]", b"3", b'{"accepted":"yes"}'],
)
def test_who_takes_everything_on_the_way_is_not_quelia(body: bytes) -> None:
    with pytest.raises(Keep):
        verdict(said(202, body))


@pytest.mark.parametrize("status", [400, 413, 422])
def test_quelia_names_the_item_that_is_to_blame(status: int) -> None:
    found = verdict(said(status, b'{"error":{"code":"too_old","message":"","index":3}}'))
    assert (found.taken, found.code, found.place) == (False, "too_old", 3)


@pytest.mark.parametrize("index", [b"true", b"-1", b'"3"', b"1.5", b"null"])
def test_no_place_is_made_up(index: bytes) -> None:
    assert verdict(said(422, b'{"error":{"code":"item","index":' + index + b"}}")).place is None


@pytest.mark.parametrize(
    ("answer", "wait_s"),
    [
        (said(200), 0), (said(301), 0), (said(404, b'{"error":{"code":"not_found"}}'), 0), (said(413, b"<html>"), 0),
        (said(422, b"[]"), 0), (said(429, b"", 7.0), 7), (said(503, b"", 30.0), 30), (said(500), 0),
        (said(401, b'{"error":{"code":"key"}}'), 60), (said(403, b"<html>"), 60), (said(407), 0),
    ],
)  # fmt: skip
def test_everything_else_keeps_all_of_it(answer: Said, wait_s: float) -> None:
    with pytest.raises(Keep) as kept:
        verdict(answer)
    assert (bool(kept.value.code), kept.value.wait_s) == (True, wait_s)
