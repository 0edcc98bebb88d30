"""The letter as it comes back: quoted around an answer, its examples are not taken for one."""

import msgspec
import pytest

from quelia.onboarding.answer.answer import Answer, Found
from quelia.onboarding.answer.read import read
from quelia.onboarding.letter.blocks import Form
from quelia.onboarding.letter.text import as_text
from quelia.onboarding.template import template
from quelia.texts import LANGUAGES
from tests.onboarding.letter.written import written

FILLED = Answer(
    "fr",
    {
        "project": Found("Toits du Val"),
        "url": Found("https://scada.val.example/live"),
        "path": Found("data.kw"),
        "unit": Found("kW"),
    },
)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
@pytest.mark.parametrize("mark", ["", "> ", ">> "])
def test_a_form_that_is_filled_in_where_it_stands_is_read(lang: str, short: bool, mark: str) -> None:
    made = written(lang, short=short)
    filled = [Form(template(lang, FILLED)) if isinstance(block, Form) else block for block in made.blocks]
    sent = as_text(msgspec.structs.replace(made, blocks=tuple(filled)))
    (answer,) = read("\n".join(f"{mark}{line}".rstrip() for line in sent.split("\n")))
    assert {field: found.value for field, found in answer.fields.items()} == {
        field: found.value for field, found in FILLED.fields.items()
    }
    assert (answer.keys, answer.sample) == ((), "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
def test_what_is_written_above_the_letter_counts(lang: str, short: bool) -> None:
    quoted = "\n".join(f"> {line}" for line in as_text(written(lang, short=short)).split("\n"))
    (answer,) = read(f"Bonjour,\n\nURL de l'API : https://scada.val.example/live\nUnité : kW\n\n{quoted}")
    assert (answer.value("url"), answer.value("unit"), answer.keys) == ("https://scada.val.example/live", "kW", ())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("short", [False, True])
def test_a_letter_that_comes_back_as_it_was_says_nothing_but_the_name_of_the_plant(lang: str, short: bool) -> None:
    (answer,) = read(as_text(written(lang, short=short)))
    assert (list(answer.fields), answer.keys, answer.sample) == (["project"], (), "")
