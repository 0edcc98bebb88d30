"""The form: what is printed in it and comes back is the same."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quelia.domain.unit import UNITS
from quelia.onboarding.answer.answer import Answer, Field, Found, Key, Secret
from quelia.onboarding.answer.read import read
from quelia.onboarding.answer.text.vocabulary import is_empty
from quelia.onboarding.template import template
from quelia.texts import LANGUAGES

_WORD = st.text(string.ascii_letters + "éèàçœÉ", min_size=3, max_size=12)
_NAMES = (
    st.lists(_WORD, min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda name: not is_empty(name))  # nobody is called so, and "nil" or "idem" is what one writes for nothing
)
_KEYS = st.from_regex(r"[a-z][A-Za-z0-9_]{2,14}", fullmatch=True)
_TOKENS = st.text(string.ascii_letters + string.digits + "-_.~+/=:@!$&*#%", min_size=8, max_size=90).filter(
    lambda token: (
        token[0].isalnum() and token[-1].isalnum() and any(char.isdigit() for char in token) and "___" not in token
    )
)
_HOSTS = st.from_regex(r"[a-z]{3,12}\.[a-z]{3,12}\.example", fullmatch=True)
_URLS = st.builds(lambda host, steps: f"https://{host}/{'/'.join(steps)}", _HOSTS, st.lists(_KEYS, max_size=5))
_PATHS = st.lists(st.one_of(_KEYS, st.integers(0, 99).map(str)), min_size=1, max_size=4).filter(
    lambda steps: steps[0].isalpha()
)
_VALUES: dict[Field, st.SearchStrategy[str]] = {
    "project": _NAMES,
    "url": _URLS,
    "path": _PATHS.map(".".join),
    "unit": st.sampled_from([symbol for symbol, unit in UNITS.items() if unit.base != "Wh"]),
    "contact_name": _NAMES,
    "contact_email": st.builds(lambda user, host: f"{user}@{host}", _KEYS, _HOSTS),
    "contact_phone": st.from_regex(r"0[1-9]( [0-9]{2}){4}", fullmatch=True),
}
_HEADERS = st.sampled_from(["X-API-Key", "X-Auth-Token", "apikey", "Ocp-Apim-Subscription-Key", "Token"])
_SECRETS = _TOKENS.map(Secret)
KEYS = st.one_of(
    st.builds(
        lambda name, secret: Key("query", name, secret=secret), st.sampled_from(["apikey", "token", "k"]), _SECRETS
    ),
    st.builds(lambda secret: Key("bearer", secret=secret), _SECRETS),
    st.builds(lambda name, secret: Key("header", name, secret=secret), _HEADERS, _SECRETS),
    st.builds(lambda user, secret: Key("basic", user=user, secret=secret), _KEYS, _SECRETS),
    st.builds(lambda user, secret: Key("digest", user=user, secret=secret), _KEYS, _SECRETS),
)
# each with a name of its own, as a server that wants two must have them
SEVERAL = st.tuples(
    st.builds(lambda secret: Key("header", "X-Client-Id", secret=secret), _SECRETS),
    st.builds(lambda secret: Key("header", "X-Client-Secret", secret=secret), _SECRETS),
).filter(lambda keys: keys[0].secret != keys[1].secret)
_SAMPLES = st.dictionaries(
    _KEYS, st.one_of(st.integers(0, 9999), st.dictionaries(_KEYS, st.floats(0, 99), max_size=3), _WORD), min_size=1
)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    fields = {field: Found(draw(values)) for field, values in _VALUES.items() if draw(st.booleans())}
    keys = draw(st.one_of(st.just(()), st.tuples(KEYS), SEVERAL))
    sample = json.dumps(draw(_SAMPLES), indent=draw(st.sampled_from([None, 2]))) if draw(st.booleans()) else ""
    return Answer(fields=fields, needs_key=draw(st.sampled_from([None, True, False])), keys=keys, sample=sample)


def told(answer: Answer) -> object:
    """What an answer says, without where it stood and how sure it is."""
    keys = [(key.scheme, key.name, key.user, key.secret and key.secret.reveal()) for key in answer.keys]
    sample = json.loads(answer.sample) if answer.sample else None
    return {field: found.value for field, found in answer.fields.items()}, keys, answer.needs_key, sample


@pytest.mark.parametrize("lang", LANGUAGES)
@given(answer=answers())
def test_what_is_printed_as_a_form_is_read_back(lang: str, answer: Answer) -> None:
    (back,) = read(template(lang, answer))
    assert told(back) == told(answer)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_empty_form_answers_nothing(lang: str) -> None:
    (back,) = read(template(lang))
    assert told(back) == ({}, [], None, None)
    assert [remark.code for remark in back.remarks] == ["nothing"]


def test_a_form_holds_no_secret_that_the_answer_does_not() -> None:
    assert "•••" not in template("fr", Answer(keys=(Key("bearer"),)))


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\u2028"])
def test_a_value_of_several_lines_answers_nothing_else(mark: str) -> None:
    told_of = Answer(
        "fr",
        {
            "project": Found(f"Parc A{mark}URL de l’API : https://else.example/x"),
            "url": Found("https://right.example/x"),
        },
    )
    (back,) = read(template("fr", told_of))
    assert back.value("url") == "https://right.example/x"
    assert back.value("project").startswith("Parc A URL de")
