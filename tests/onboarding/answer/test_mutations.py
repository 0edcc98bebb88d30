"""Answers that went through many hands and programs: whatever is left of them is read, and nothing is made up."""

import quopri
import random
import re
import unicodedata
from base64 import b64decode
from collections.abc import Callable, Iterator
from urllib.parse import unquote

import pytest

from quelia.onboarding.answer.answer import Answer, Found, Key, Secret
from quelia.onboarding.answer.read import read
from quelia.onboarding.answer.text.decoding import repaired
from quelia.onboarding.template import template

pytestmark = pytest.mark.journey  # five seconds

_ROUNDS = 200  # for each text

_SAMPLE = '{\n  "site": {"power": 12.5, "unit": "MW"},\n  "key": "wh-4711-aa"\n}'
TEXTS = (
    template(
        "fr",
        Answer(
            fields={
                "project": Found("Parc éolien des Crêtes"),
                "url": Found("https://scada.cretes.example/api/v2/projects/cretes-nord/measures/current?format=json"),
                "path": Found("site.power"),
                "unit": Found("MW"),
                "contact_email": Found("h.dupre@cretes.example"),
            },
            needs_key=True,
            keys=(Key("header", "X-API-Key", secret=Secret("k9-38fh38fh3-8fh3f8h3-f83hf8")),),
            sample=_SAMPLE,
        ),
    ),
    template(
        "en",
        Answer(
            fields={"url": Found("https://data.wind.example/live"), "path": Found("values[0].p"), "unit": Found("kvar")},
            needs_key=True,
            keys=(Key("basic", user="quelia", secret=Secret("S3cret:with/marks")),),
        ),
    ),
    """Bonjour, voici l'URL : https://api.biogaz.example/v1/debit?token=tok-884422&site=3 et le champ est data.flow, en Nm3/h.
Cordialement,
Marc Petit
06 00 00 00 00

-----Message d'origine-----
De : Quelia
Envoyé : lundi
Objet : API

X-API-Key: VOTRE_CLE_SECRETE
https://api.votreentreprise.example/power
""",
    rf"""curl -G 'https://api.sunny.example/v2/power' \
  -H "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.e30.k3jfh83hf83hf" \
  -d site=44

{_SAMPLE}""",
    """1. https://u.example/power
2. measures.now
3. kW
4. Authorization: Basic cXVlbGlhOnMzY3JldA==
5. {'measures': {'now': 3,}}
""",
    """From: A B <a@b.example>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: quoted-printable

URL de l=E2=80=99API : https://long.example/a/b/c?x=3D1&key=3D77-88-99-aa=
bb
Unit=C3=A9 : [x] kW [ ] MW
""",
)  # fmt: skip


def _dropped(text: str, chance: random.Random) -> str:
    return "".join(char for char in text if chance.random() > 0.01)


def _swapped(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def _quoted(text: str, chance: random.Random) -> str:
    mark = chance.choice(["> ", ">", "| ", ">> ", "  > "])
    return "\n".join(mark + line for line in text.split("\n"))


def _partly_quoted(text: str, chance: random.Random) -> str:
    return "\n".join(f"> {line}" if chance.random() < 0.5 else line for line in text.split("\n"))


def _broken(text: str, chance: random.Random) -> str:
    charset = chance.choice(["latin-1", "cp1252", "cp850"])
    return text.encode("utf-8").decode(charset, "replace")


def _stripped(text: str, chance: random.Random) -> str:
    plain = unicodedata.normalize("NFD", text)
    return (
        plain if chance.random() < 0.3 else plain.encode("ascii", chance.choice(["ignore", "replace"])).decode("ascii")
    )


def _marked(text: str, chance: random.Random) -> str:
    ticked, blank = chance.choice(
        [("[x]", "[ ]"), ("(x)", "( )"), ("X", ""), ("✓", ""), ("■", "□"), ("->", ""), ("(oui)", "")]
    )
    return text.replace("☒", ticked).replace("☐", blank)


def _wrapped(text: str, chance: random.Random) -> str:
    width = chance.randint(60, 76)
    pieces = (line[at : at + width] for line in text.split("\n") for at in range(0, max(1, len(line)), width))
    return "\n".join(pieces)


def _cut(text: str, chance: random.Random) -> str:
    middle = chance.randrange(len(text) + 1)
    return chance.choice([text[:middle], text[middle:]])


def _doubled(text: str, chance: random.Random) -> str:
    return f"{text}\n{text}"


def _with_noise(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return (
        text[:at]
        + "".join(chance.choices("{}[]\"'`<>|:=/\\\n\t ~^_-*#&?@é€☒\u200b\ufffd\x00\x1b\u2028", k=8))
        + text[at:]
    )


MUTATIONS: tuple[Callable[[str, random.Random], str], ...] = (
    _dropped, _swapped, _quoted, _partly_quoted, _broken, _stripped, _marked, _wrapped, _cut, _doubled, _with_noise,
)  # fmt: skip


def _mutants(text: str, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(_ROUNDS):
        mutant = text
        for mutation in chance.choices(MUTATIONS, k=chance.randint(1, 3)):
            mutant = mutation(mutant, chance)
        yield mutant


def _flat(text: str) -> str:
    """Without what may be taken out: line breaks, quotes and their marks, what cannot be seen; and encodings undone."""
    unquoted = re.sub(r"^[ \t]*(?:[>|»] ?)+", "", text, flags=re.M)
    octets = quopri.decodestring(text.encode())
    soft = octets.decode("utf-8", "replace") + octets.decode("cp1252", "replace")
    kept = "\n".join(map(_bare, (unquoted, repaired(unquoted)[0], soft)))
    tokens = re.findall(r"[A-Za-z0-9+/]{8,}={0,2}", text)
    without_login = re.sub(r"//[^/?]*@", "//", kept)
    return "\n".join([unicodedata.normalize("NFC", kept), unquote(kept), without_login, *map(_decoded, tokens)])


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and not char.isspace() and char not in "\\^\"'`“”‘’")


def _decoded(token: str) -> str:
    try:
        return b64decode(token + "=" * (-len(token) % 4)).decode("utf-8", "replace")
    except ValueError:
        return ""


def assert_nothing_is_made_up(content: str, answers: tuple[Answer, ...]) -> None:
    """Every secret and every piece of an address stands in `content`, and no secret stands where none belongs."""
    assert answers
    there = _flat(content)
    for answer in answers:
        for key in answer.keys:
            assert key.secret is None or _bare(key.secret.reveal()) in there
        start, _, query = answer.value("url").partition("?")
        for piece in (start, *query.split("&")):
            assert piece.replace("•••", "") in there or "•••" in piece
        elsewhere = repr((answer.fields, answer.sample, answer.remarks, [key.name for key in answer.keys]))
        secrets = {key.secret.reveal() for key in answer.keys if key.secret is not None}
        assert [secret for secret in secrets if len(secret) > 3 and secret in elsewhere] == []


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_a_mutant_never_crashes_and_nothing_in_it_is_made_up(number: int) -> None:
    for mutant in _mutants(TEXTS[number], number):
        assert_nothing_is_made_up(mutant, read(mutant))


@pytest.mark.parametrize("number", range(len(TEXTS)))
def test_what_was_sent_as_bytes_in_another_encoding_never_crashes(number: int) -> None:
    for charset in ("utf-16", "utf-16-le", "utf-32", "cp1252", "cp850", "mac_roman", "utf-8-sig"):
        content = TEXTS[number].encode(charset, "replace")
        assert read(content, "answer.txt")
        assert read(content[: len(content) // 2 + 1], "answer.eml")
