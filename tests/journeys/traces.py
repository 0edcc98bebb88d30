"""Where a secret may have left a trace: the ways in which it may be written down, and a search for all of them."""

import html
import json
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus

# of every shape that spoils something somewhere
SECRETS = (
    "sk live 4242 with blanks",
    'dou\'ble "quo"tes and \\back',
    "100%25+20%+7f%",
    "Zm9vYmFyQmF6UXV4MTIzNA==",
    "abc/def//ghi?jkl#mno:pqr@stu",
    "k=v&other=1&secret=yes;",
    "clé-d'accès-été-ç-2931",
    '{"token": "t-99", "n": [1]}',
    "<b>key</b>&amp;<script>7</script>",
    "Zq~7",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.s1gn-a_ture",
    "7391824650",
)
_SHORTEST = 4  # what is shorter stands in any file by chance


def forms(secret: str, user: str | None = None) -> dict[str, bytes]:
    """By their names. user: of the basic scheme, whose pair is a form of its own."""
    written = dict(_texts(secret))
    octets = {name: text.encode("utf-8") for name, text in written.items()}
    if not secret.isascii():
        octets["Latin-1"] = secret.encode("latin-1")
    octets |= {f"base64, {name}": form for name, form in _base64(secret.encode("utf-8"))}
    if user is not None:
        octets["basic pair"] = b64encode(f"{user}:{secret}".encode()).rstrip(b"=")
    return {name: form for name, form in octets.items() if len(form) >= _SHORTEST}


def traces(places: Mapping[str, bytes], secrets: Iterable[str], user: str | None = None) -> list[str]:
    """One line for each form of a secret in one of the `places`; never the secret itself."""
    searched = [(number, forms(secret, user)) for number, secret in enumerate(secrets)]
    return [
        f"{place}: secret {number}, {name}"
        for place, content in places.items()
        for number, each in searched
        for name, form in each.items()
        if form in content
    ]


def _texts(secret: str) -> Iterator[tuple[str, str]]:
    yield "as it is", secret
    yield "in a URL", quote(secret, safe="")
    yield "in a path", quote(secret)
    yield "in a form", quote_plus(secret)
    yield "in a URL of small letters", _small(quote(secret, safe=""))
    yield "in JSON", json.dumps(secret)[1:-1]
    yield "in JSON of UTF-8", json.dumps(secret, ensure_ascii=False)[1:-1]
    yield "in JSON of scripts", json.dumps(secret)[1:-1].replace("/", "\\/")
    yield "in HTML", html.escape(secret)
    yield "in HTML as Django has it", html.escape(secret).replace("&#x27;", "&#39;")
    yield "in Python", repr(secret)[1:-1]
    yield "in Python of ASCII", ascii(secret)[1:-1]
    yield "in Python's bytes", repr(secret.encode())[2:-1]
    yield "in hexadecimal", secret.encode().hex()


def _small(quoted: str) -> str:
    first, *others = quoted.split("%")
    return "%".join([first, *(other[:2].lower() + other[2:] for other in others)])


def _base64(octets: bytes) -> Iterator[tuple[str, bytes]]:
    """Alone, and within something longer: by then it may begin at any of three places of a group."""
    for before in range(3):
        encoded = b64encode(b"\0" * before + octets)
        sure = encoded[(0, 2, 3)[before] : len(encoded.rstrip(b"=")) - bool(encoded.endswith(b"="))]
        yield f"from {before}", sure
        yield f"from {before}, of URLs", sure.replace(b"+", b"-").replace(b"/", b"_")
