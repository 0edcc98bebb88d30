import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.document import Document, decode, looks_like_html
from quelia.domain.errors import BadEncoding, HtmlAnswer, NotJson, TooLarge
from tests.domain.examples import code_of, documents


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (b"42.5", 42.5),
        (b" \r\n\t{} \n", {}),
        (b'{"a": {"b": [1, null, true, "x"]}}', {"a": {"b": [1, None, True, "x"]}}),
        ('{"température": "21 °C"}'.encode(), {"température": "21 °C"}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'{"2E-06": 2E-06}', {"2E-06": 2e-06}),
        (b"-0", 0),
    ],
)
def test_a_json_text_is_its_document(body: bytes, document: Document) -> None:
    assert decode(body) == document


def test_a_byte_order_mark_is_taken_off() -> None:
    assert decode(b"\xef\xbb\xbf{}") == {}


def test_of_duplicate_keys_the_last_counts() -> None:
    assert decode(b'{"power": 1, "power": 2}') == {"power": 2}


@pytest.mark.parametrize(
    "body",
    [
        b"NaN",
        b'{"power": NaN}',
        b"[Infinity]",
        b"-Infinity",
        b"1e999",
        b"[-1e999]",
        b"1" * 5000,
        b'{"power": 1, "other": ' + b"9" * 5000 + b"}",
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b"[" * 100_000,
        b"[" * 500_000 + b"]" * 500_000,
        b'[{"":' * 200_000,
        b"",
        b"   ",
        b"1 2",
        b'{"a": 1} trailing',
        b"{'a': 1}",
        b'{"a": 1,}',
        b"// comment\n1",
        b"01",
        b"+1",
        b".5",
        b"5.",
        b"0x2A",
        b'"raw \x01 control"',
        b'"\\x41"',
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b"var power = 42;",
        b"42.5 MW",
        b"<?xml version='1.0'?><measure><power>42</power></measure>",
        b"<!-- a comment --><measure/>",
        b"<bodyweight>3</bodyweight>",
    ],
)
def test_what_is_not_strict_json_is_refused(body: bytes) -> None:
    with pytest.raises(NotJson):
        decode(body)


@pytest.mark.parametrize(
    "body", [rb'"\ud800"', rb'{"unit": "k\udc00W"}', rb'{"\ud800": 1}', rb'"\ud800\u0041"', rb'"\udc00\ud800"']
)
def test_half_a_character_pair_never_enters(body: bytes) -> None:
    with pytest.raises(NotJson):
        decode(body)


@given(documents)
def test_whatever_was_decoded_can_be_encoded_again(document: Document) -> None:
    assert decode(msgspec.json.encode(document)) == document


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["1", '{"power": 42}', '"é"', "[]"])
def test_another_encoding_is_named_as_such(text: str, encoding: str) -> None:
    with pytest.raises(BadEncoding):
        decode(text.encode(encoding))


@pytest.mark.parametrize(
    "body", [b'{"unit": "\xff"}', '"é"'.encode("latin-1"), b'"\xed\xa0\x80"', b'"\xc0\xaf"', b"\x1f\x8b\x08\x00\x00"]
)
def test_invalid_utf_8_is_refused_even_inside_a_text(body: bytes) -> None:
    with pytest.raises(BadEncoding):
        decode(body)


PAGES = [
    "<!DOCTYPE html><html></html>",
    "<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
    "\r\n\t <HTML>",
    "<html lang='fr'>",
    "<head>",
    "<body class=x>",
    "<script>location='/login'</script>",
    "<meta http-equiv='refresh'>",
    "<title>Login</title>",
    "<h1>502 Bad Gateway</h1>",
    "<center>",
    "<!-- saved from url=(0042) --><html>",
    "<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>",
    "<!--" + "licence " * 200 + "--> <html>",
]


@pytest.mark.parametrize("text", PAGES)
def test_a_web_page_is_named_as_such(text: str) -> None:
    with pytest.raises(HtmlAnswer):
        decode(text.encode())


def test_a_web_page_in_an_old_encoding_is_still_a_web_page() -> None:
    with pytest.raises(HtmlAnswer):
        decode("<html><title>Accès refusé</title></html>".encode("latin-1"))


def test_json_that_holds_a_web_page_is_json() -> None:
    assert decode(b'"<html>"') == "<html>"


@pytest.mark.parametrize("unit", ["<!---->", "<!--", "<?x?>", "<?", " ", "<!-- -->\n", "<"])
def test_no_text_takes_long_to_look_at(unit: str) -> None:
    began = time.perf_counter()
    assert not looks_like_html(unit * 100_000)
    assert time.perf_counter() - began < 0.5


_MIB = 1 << 20
_LONG_S = 0.1  # CPU time; 0.03 on the machine where the bounds were found


def _filled(piece: str) -> bytes:
    """A list of `piece`, as long as an answer may be."""
    return f"[{','.join([piece] * (_MIB // (len(piece) + 1)))}]".encode()


@pytest.mark.parametrize("piece", ["[]", "{}", '{"a":1}', "[" * 100 + "]" * 100, "1e300", "1E-308", "1.5e+290"])
def test_a_large_document_in_a_small_answer_is_refused(piece: str) -> None:
    with pytest.raises(TooLarge):
        decode(_filled(piece))


@pytest.mark.parametrize(
    "piece",
    [
        *("[]", "{}", "[" * 100 + "]" * 100, "0", "1.5", "9007199254740993.0", "1e300", "0." + "1" * 40 + "e-290"),
        *(
            "1" + "0" * 195 + "e99",
            "1e00300",
            "9" * 4000,
            '""',
            '"\\u00e9"',
            '"e"',
            '"e100"',
            '{"temperature":-1.5e+05}',
        ),
    ],
)
def test_no_answer_takes_long_to_parse(piece: str) -> None:
    body = _filled(piece)
    assert min(_busy_s(body) for _ in range(5)) < _LONG_S


def test_many_keys_take_no_longer() -> None:
    body = ("{" + ",".join(f'"{number:x}":1' for number in range(90_000)) + "}").encode()
    assert min(_busy_s(body) for _ in range(5)) < _LONG_S


def _busy_s(body: bytes) -> float:
    """CPU seconds that `decode` takes, and what it leaves behind to tidy up."""
    began = time.thread_time()
    code_of(lambda: decode(body))
    return time.thread_time() - began


@given(st.binary(max_size=60))
def test_no_body_does_worse_than_be_refused(body: bytes) -> None:
    assert code_of(lambda: decode(body)) in (None, "not_json", "html", "encoding")
