"""Whatever an owner sent, and however his key is written there: it is printed in no form."""

import base64
import html
import json
import tomllib
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from quelia.cli import main
from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.answer.checked import checked
from quelia.onboarding.answer.read import read
from quelia.onboarding.reply import reply
from quelia.texts import LANGUAGES
from tests.house.tree import ROOT

SAMPLES = ROOT / "tests/samples/answers"
EXPECTED: list[dict[str, Any]] = tomllib.loads((SAMPLES / "expected.toml").read_text("utf-8"))["answer"]
FILES = sorted({each["file"] for each in EXPECTED})


def _planted(file: str) -> list[tuple[str, str]]:
    """Each secret of a file, with its user."""
    tables = [each for each in EXPECTED if each["file"] == file]
    keys = [(key["secret"], key.get("user", "")) for each in tables for key in each.get("keys", []) if "secret" in key]
    return keys + [(secret, "") for each in tables for secret in each.get("hidden", [])]


def _forms(secret: str, user: str = "") -> Iterator[str]:
    octets = secret.encode()
    yield from (secret, repr(secret)[1:-1], json.dumps(secret)[1:-1], html.escape(secret))
    yield from (quote(secret, safe=""), quote_plus(secret), secret[::-1], octets.hex())
    for pair in (octets, f"{user}:{secret}".encode()):
        yield base64.b64encode(pair).decode().rstrip("=")
        yield base64.urlsafe_b64encode(pair).decode().rstrip("=")


def _shown(file: str, printed: str) -> list[str]:
    return [form for secret, user in _planted(file) for form in _forms(secret, user) if form in printed]


def test_secrets_are_planted() -> None:
    assert sum(bool(_planted(file)) for file in FILES) >= 20


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["text", "json"])
@pytest.mark.parametrize("file", FILES)
def test_no_secret_of_an_answer_is_printed(file: str, more: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    for lang in LANGUAGES:
        main(["answer", str(SAMPLES / file), "--lang", lang, *more])
    told = capfd.readouterr()
    assert _shown(file, told.out + told.err) == []


# as long as keys are: what is shorter may stand in any word
_SECRETS = st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), min_size=10, max_size=40).filter(
    lambda text: not text.startswith(("http", "_", "-", "(", "[", "<", "{"))
)
_TEMPLATES = (
    (
        "Nom du projet : A {s}\nURL de l'API : https://a.example/{q}/p\nChemin JSON : data.{s}\nUnité : kW\n"
        "Authentification requise : oui\nSi oui, type : Header X-API-Key\nValeur de la clé : {s}\n"
        'Exemple de réponse JSON :\n{{"data": {{"p": 1, "echo": {j}}}}}\nNom : {s}\n'
    ),
    "URL: https://a.example/p?site=1&apikey={q}\nPath: p\nUnit: MW\nKey value: {s}\n",
    "curl -H 'X-API-Key: {s}' https://a.example/p\n{{\"p\": 1, {j}: 2}}\n",
    "url https://a.example/p\nAuthorization: Bearer {s}\nchemin : p\n",
    "URL de l'API : https://lecture:{q}@a.example/p\nChemin : p\nUnité : kW\n",
    "URL de l'API : https://a.example/p\nIdentifiant : lecture\nMot de passe : {s}\nBasic {b}\n",
)


def _said(template: str, secret: str) -> tuple[list[Answer], str]:
    """What is found in it, and all that we say of that."""
    basic = base64.b64encode(f"lecture:{secret}".encode()).decode()
    text = template.format(s=secret, q=quote(secret, safe=""), j=json.dumps(secret), b=basic)
    answers = [checked(each) for each in read(text)]
    return answers, repr(answers) + "".join(repr(reply(answers, name=secret, lang=lang)) for lang in LANGUAGES)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_SECRETS, st.sampled_from(_TEMPLATES))
def test_a_secret_that_was_found_is_said_nowhere_but_in_its_key(secret: str, template: str) -> None:
    assume(not (template.startswith("curl") and "'" in secret))  # a shell ends the word there: its key is another
    assume(secret not in _said(template, "kR7-x2Qm9-tW4")[1])  # a word of ours: it is said of every key
    answers, said = _said(template, secret)
    if any(key.secret is not None for answer in answers for key in answer.keys):
        assert secret not in said
    for key in (key for answer in answers for key in answer.keys if key.secret is not None):
        assert key.secret is not None
        found = key.secret.reveal()
        if len(found) >= 8:
            assert [form for form in _forms(found, key.user) if form in said] == []
