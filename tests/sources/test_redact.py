"""What a log shows of a secret: nothing."""

import io
import json
import logging
import time
from base64 import b64encode, urlsafe_b64encode
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as some

from quelia.sources.redact import MASK, Redactor

SECRET = 'k3y/"é +&\\~>?'


@pytest.fixture
def redactor() -> Redactor:
    made = Redactor()
    made.register(SECRET, user="technicien")
    made.register("42")
    return made


def written(record: logging.LogRecord) -> str:
    return logging.Formatter("%(message)s").format(record)


def record(message: str, *args: object, **fields: Any) -> logging.LogRecord:
    made = logging.LogRecord("quelia", logging.INFO, "here.py", 1, message, args, None)
    vars(made).update(fields)
    return made


@pytest.mark.parametrize(
    "form",
    [
        SECRET,
        quote(SECRET),
        quote(SECRET, safe=""),
        quote(SECRET, safe="").lower(),
        quote_plus(SECRET),
        json.dumps(SECRET),
        json.dumps(SECRET, ensure_ascii=False),
        json.dumps(SECRET).replace("/", "\\/"),
        repr(SECRET),
        b64encode(SECRET.encode()).decode(),
        urlsafe_b64encode(SECRET.encode()).decode(),
        "Basic " + b64encode(f"technicien:{SECRET}".encode()).decode(),
    ],
)
def test_a_secret_is_found_however_it_is_written(redactor: Redactor, form: str) -> None:
    shown = redactor.text(f"GET https://plant.example.com/?key={form}&a=b")
    assert MASK in shown
    assert "k3y" not in shown
    assert form not in shown
    assert shown.endswith("&a=b")


@pytest.mark.parametrize(
    ("text", "shown"),
    [("pin 42", f"pin {MASK}"), ("pin=42&", f"pin={MASK}&"), ("42", MASK), ("1042 MW", "1042 MW"), ("x42", "x42")],
)
def test_a_very_short_secret_is_masked_as_a_whole_word_only(redactor: Redactor, text: str, shown: str) -> None:
    assert redactor.text(text) == shown


def test_a_text_without_secrets_stays_as_it_is(redactor: Redactor) -> None:
    assert redactor.text("source recovered after 1042 s") == "source recovered after 1042 s"
    assert Redactor().text("anything") == "anything"


def test_secrets_that_overlap_are_masked_both() -> None:
    redactor = Redactor()
    for secret in ("abcdef", "defghi", "abc", "abcd"):
        redactor.register(secret)
    assert redactor.text("<abcdefghi> <abcd>") == f"<{MASK}> <{MASK}>"


def test_an_empty_secret_masks_nothing() -> None:
    redactor = Redactor()
    redactor.register("")
    assert redactor.text("plain") == "plain"


@given(some.text(min_size=4, max_size=20), some.text(max_size=20), some.text(max_size=20))
def test_no_text_keeps_a_registered_secret(secret: str, before: str, after: str) -> None:
    redactor = Redactor()
    redactor.register(secret)
    assert secret not in redactor.text(before + secret + after).replace(MASK, "")


def test_thousands_of_secrets_cost_no_more_than_one() -> None:
    redactor = Redactor()
    for number in range(5000):
        redactor.register(f"secret-number-{number:05d}")
    begun = time.process_time()
    for _ in range(100):
        redactor.text("source recovered source=scada-marseille silent_s=12.5 " * 4)
    assert time.process_time() - begun < 0.5  # 5 ms each; a test of every secret would take far longer


class TestRecords:
    def test_message_and_arguments_are_masked(self, redactor: Redactor) -> None:
        made = record("asked %s with %r", "https://plant.example.com", SECRET)
        assert redactor.filter(made) is True
        assert written(made) == f"asked https://plant.example.com with '{MASK}'"

    def test_arguments_stay_apart_for_those_who_read_them(self, redactor: Redactor) -> None:
        made = record("%s %s %d", "GET", f"/?key={SECRET}", 200)
        redactor.filter(made)
        assert made.args == ("GET", f"/?key={MASK}", 200)

    def test_a_secret_that_only_the_whole_line_shows_is_masked(self, redactor: Redactor) -> None:
        made = record("%s%s", SECRET[:5], SECRET[5:])
        redactor.filter(made)
        assert written(made) == MASK

    def test_arguments_that_do_not_fit_are_masked_too(self, redactor: Redactor) -> None:
        made = record("asked %d", SECRET)
        redactor.filter(made)
        assert "k3y" not in written(made)

    def test_a_traceback_is_masked_with_all_its_causes(self, redactor: Redactor) -> None:
        made = record("failed")
        try:
            try:
                raise ValueError(f"https://plant.example.com/?key={quote(SECRET)}")
            except ValueError as error:
                raise RuntimeError(SECRET) from error
        except RuntimeError as error:
            made.exc_info = (RuntimeError, error, error.__traceback__)
        redactor.filter(made)
        assert "k3y" not in written(made)
        assert "RuntimeError" in written(made)
        assert made.exc_info is None

    def test_extra_attributes_are_masked(self, redactor: Redactor) -> None:
        made = record("asked", url=SECRET, headers={"X-Key": SECRET, "list": [SECRET, 5]})
        redactor.filter(made)
        assert vars(made)["url"] == MASK
        assert vars(made)["headers"] == {"X-Key": MASK, "list": [MASK, 5]}

    def test_on_a_handler_it_sees_every_logger(self, redactor: Redactor, caplog: pytest.LogCaptureFixture) -> None:
        caplog.handler.addFilter(redactor)
        logging.getLogger("some.library").warning("sent %s", {"Authorization": f"Bearer {SECRET}"})
        caplog.handler.removeFilter(redactor)
        assert "k3y" not in caplog.text
        assert MASK in caplog.text


class TestEvents:
    def test_every_value_is_masked(self, redactor: Redactor) -> None:
        event = redactor(None, "info", {"event": f"asked {SECRET}", "source": 7, "seen": (SECRET, None, True, 1.5)})
        assert event == {"event": f"asked {MASK}", "source": 7, "seen": (MASK, None, True, 1.5)}

    def test_a_number_may_be_a_secret(self) -> None:
        redactor = Redactor()
        redactor.register("123456")
        assert redactor(None, "info", {"pin": 123456, "power": 123}) == {"pin": MASK, "power": 123}

    def test_an_object_is_masked_by_what_it_would_print(self, redactor: Redactor) -> None:
        event = redactor(None, "info", {"error": ValueError(SECRET), "octets": b"k3y", "other": ValueError("fine")})
        assert event["error"] == MASK
        assert isinstance(event["other"], ValueError)

    def test_an_exception_is_masked_before_a_renderer_sees_it(self, redactor: Redactor) -> None:
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            event = redactor(None, "error", {"event": "failed", "exc_info": error})
            same = redactor(None, "error", {"event": "failed", "exc_info": True})
        for shown in (event, same):
            assert "exc_info" not in shown
            assert "ValueError" in shown["exception"]
            assert "k3y" not in shown["exception"]

    def test_it_works_in_a_chain_of_structlog(self, redactor: Redactor) -> None:
        printed = io.StringIO()
        chain: list[Any] = [redactor, structlog.processors.JSONRenderer()]
        log = structlog.wrap_logger(structlog.PrintLogger(file=printed), processors=chain)
        log.info("asked", url=f"https://plant.example.com/?key={quote(SECRET)}")
        assert json.loads(printed.getvalue()) == {"url": f"https://plant.example.com/?key={MASK}", "event": "asked"}


def test_what_passes_is_masked_until_its_end() -> None:
    redactor = Redactor()
    end, same = redactor.hide("a token"), redactor.hide("a token")
    assert redactor.text("a token") == MASK
    end()
    assert redactor.text("a token") == MASK
    same()
    assert redactor.text("a token") == "a token"


def test_a_secret_that_stays_is_masked_after_it_passed_too(redactor: Redactor) -> None:
    redactor.hide(SECRET)()
    assert redactor.text(SECRET) == MASK


def test_nothing_is_left_of_what_passed() -> None:
    redactor = Redactor()
    for number in range(100):
        redactor.hide(f"token {number}")()
    assert not redactor._by_start
    assert not redactor._passing
