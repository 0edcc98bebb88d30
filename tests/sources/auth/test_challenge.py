"""Challenges and answers, held against the examples of RFC 7616."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quelia.sources.auth.challenge import Challenge, chosen, parameters, written

MUFASA = {
    "user": "Mufasa",
    "password": "Circle of Life",
    "method": "GET",
    "uri": "/dir/index.html",
    "count": 1,
    "cnonce": "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
}
NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"
OPAQUE = "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"
# section 3.9.1, as the server sends it
BOTH = [
    f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="{NONCE}", opaque="{OPAQUE}"',
    f'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="{NONCE}", opaque="{OPAQUE}"',
]


@pytest.mark.parametrize(
    ("headers", "response"),
    [
        (BOTH, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
        (BOTH[::-1], "8ca523f5e9506fed4657c9700eebdbec"),
        ([", ".join(BOTH)], "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
    ids=["sha-256", "md5", "in one header"],
)
def test_the_examples_of_the_rfc_are_answered_as_it_says(headers: list[str], response: str) -> None:
    asked = chosen(headers)
    assert asked is not None
    assert asked.answer(**MUFASA)["response"] == response  # type: ignore[arg-type]


def test_the_answer_is_written_as_in_the_rfc() -> None:
    asked = chosen(BOTH[1:])
    assert asked is not None
    assert written(asked.answer(**MUFASA)) == (  # type: ignore[arg-type]
        'Digest username="Mufasa", realm="http-auth@example.org", '
        f'nonce="{NONCE}", uri="/dir/index.html", response="8ca523f5e9506fed4657c9700eebdbec", opaque="{OPAQUE}", '
        'algorithm=MD5, qop=auth, nc=00000001, cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"'
    )


@pytest.mark.skipif("sha512_256" not in hashlib.algorithms_available, reason="this OpenSSL has no SHA-512/256")
def test_a_user_may_be_sent_as_a_hash() -> None:
    # section 3.9.2 as erratum 4897 corrects it: SHA-512/256 is no SHA-512 cut short
    nonce = "5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK"
    asked = chosen(
        [f'Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="{nonce}", userhash=true']
    )
    assert asked is not None
    told = {"uri": "/doe.json", "cnonce": "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v", "method": "GET", "count": 1}
    answer = asked.answer(user="Jäsøn Doe", password="Secret, or not?", **told)  # type: ignore[arg-type]
    assert answer["username"] == "793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b"
    assert answer["response"] == "3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5"


def test_the_way_before_qop_is_answered_as_rfc_2617_says() -> None:
    asked = chosen(['Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'])
    assert asked is not None
    # H(H(A1):nonce:H(A2)) of the example of section 3.5 there, worked out by hand
    a1, a2 = "939e7578ed9e3c518a452acee763bce9", "39aff3a2bab6126f332b942af96d3366"
    expected = hashlib.md5(f"{a1}:dcd98b7102dd2f0e8b11d0f600bfb0c093:{a2}".encode(), usedforsecurity=False).hexdigest()
    answer = asked.answer(**{**MUFASA, "password": "Circle Of Life"})  # type: ignore[arg-type]
    assert answer["response"] == expected
    assert not answer.keys() & {"qop", "nc", "cnonce", "algorithm", "opaque"}


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256"])
def test_a_session_binds_the_password_to_its_first_question(algorithm: str) -> None:
    name = {"MD5": "md5", "SHA-256": "sha256"}[algorithm]

    def h(text: str) -> str:
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    asked = Challenge(realm="r", nonce="n", algorithm=f"{algorithm}-sess", qop=True)
    session = h(f"{h('u:r:p')}:n:c")
    answer = asked.answer(user="u", password="p", method="GET", uri="/", count=10, cnonce="c")
    assert answer["response"] == h(f"{session}:n:0000000a:c:auth:{h('GET:/')}")


@pytest.mark.parametrize(
    "header",
    [
        'Basic realm="x"',
        'Digest realm="x"',  # no nonce
        'Digest realm="x", nonce="n", algorithm=SHA-3',
        'Digest realm="x", nonce="n", qop="auth-int"',
        'Digest realm="x", nonce="a\x00b"',
        "Digest",
        "",
        ",,,",
        'Digest realm="x, nonce=n',
    ],
)
def test_what_we_cannot_answer_is_no_challenge(header: str) -> None:
    assert chosen([header]) is None


def test_a_challenge_is_found_among_others() -> None:
    asked = chosen(
        ['Negotiate YWJj==, Basic realm="a, Digest realm=b", DIGEST nonce=abc , realm="say \\"hi\\", c",stale=TRUE']
    )
    assert asked == Challenge(realm='say "hi", c', nonce="abc", stale=True)


def test_what_is_said_back_is_quoted_again() -> None:
    answer = Challenge(realm='a "b" \\ c', nonce="n").answer(**MUFASA)  # type: ignore[arg-type]
    assert 'realm="a \\"b\\" \\\\ c"' in written(answer)


def test_a_user_beyond_ascii_is_written_as_rfc_8187_has_it() -> None:
    answer = Challenge(realm="r", nonce="n").answer(**{**MUFASA, "user": "é"})  # type: ignore[arg-type]
    assert written(answer).startswith("Digest username*=UTF-8''%C3%A9, ")


def test_the_next_question_is_read_from_its_header() -> None:
    assert parameters('nextnonce="abc", qop=auth') == {"nextnonce": "abc", "qop": "auth"}


@given(some.text(some.characters(max_codepoint=255)))
def test_no_header_breaks_the_reading(header: str) -> None:
    asked = chosen([header, f"Digest {header}"])
    assert asked is None or asked.hashed_by is not None
    parameters(header)
