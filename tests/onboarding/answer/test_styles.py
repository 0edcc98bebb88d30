"""The brief's own template, filled in once and returned in every combination of ways in which people and programs return it."""

import itertools
import random
import textwrap
import unicodedata
from collections.abc import Callable

import pytest

from quelia.onboarding.answer.answer import Answer
from quelia.onboarding.answer.read import read

pytestmark = pytest.mark.journey  # nine seconds

URL = "https://scada.parc-des-cretes.example/api/v2/projects/cretes-nord/measures/current-values?format=json"
SECRET = "k9-38fh38fh3.8fh3f8h3_f83hf8"
FORM = f"""━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
CONFIGURATION API TEMPS RÉEL
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

Nom du projet : Parc des Cretes

URL de l'API : {URL}

Chemin JSON : site.mesures[0].puissance

Unité : ☐ kW  ☒ MW  ☐ Nm3/h  ☐ Autre : ___

Authentification requise : ☒ Oui  ☐ Non

Si oui, type : ☐ API Key dans URL
               ☐ Header Authorization
               ☒ Header X-API-Key
               ☐ Autre : _______________

Valeur de la clé : {SECRET}

Exemple de réponse JSON :
{{
  "site": {{"mesures": [{{"puissance": 12.5}}]}}
}}

Contact technique (si besoin d'aide) :
Nom : A. Martin
Email : a.martin@parc-des-cretes.example
Tél : 04 00 00 00 01
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━
"""
Style = Callable[[str], str]


def same(text: str) -> str:
    return text


def without_boxes(text: str) -> str:
    return text.replace("━", "")


def with_bullets(text: str) -> str:
    return "\n".join(f"- {line}" if " :" in line and not line.startswith(" ") else line for line in text.split("\n"))


def without_blank_lines(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if line.strip())


def double_spaced(text: str) -> str:
    head, json, tail = text.partition('{\n  "site"')
    return head.replace("\n\n", "\n").replace("\n", "\n\n").replace("\n\n   ", "\n   ") + json + tail


def underscores_left(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(f"{line}______" if " : " in line and "☐" not in line else line for line in lines)


def without_accents(text: str) -> str:
    plain = unicodedata.normalize("NFD", text)
    return "".join(char for char in plain if not unicodedata.combining(char)).replace("’", "'")


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def mojibake(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def mojibake_of_windows(text: str) -> str:
    return "".join(_as_windows_reads(octet) for octet in text.encode("utf-8"))


def mojibake_twice(text: str) -> str:
    return mojibake_of_windows(mojibake_of_windows(text))


def _as_windows_reads(octet: int) -> str:
    try:
        return bytes([octet]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(octet)


def marked(ticked: str, blank: str) -> Style:
    def style(text: str) -> str:
        return text.replace("☒", ticked).replace("☐", blank)

    style.__name__ = f"marked {ticked!r} {blank!r}"
    return style


def behind(text: str) -> str:
    for word in ("kW", "MW", "Nm3/h", "Oui", "Non", "API Key dans URL", "Header Authorization", "Header X-API-Key"):
        text = text.replace(f"☒ {word}", f"{word} [x]").replace(f"☐ {word}", f"{word} [ ]")
    return text.replace("☐ Autre", "Autre")


def deleted_but_one(text: str) -> str:
    for lost in (
        "☐ kW  ",
        "  ☐ Nm3/h  ☐ Autre : ___",
        "  ☐ Non",
        "☐ API Key dans URL\n",
        "☐ Header Authorization\n",
        "☐ Autre : _______________\n",
    ):
        text = text.replace(lost, "")
    return text.replace("☒ ", "")


def one_a_line(text: str) -> str:
    return text.replace("  ☐", "\n☐").replace("  ☒", "\n☒")


def quoted(mark: str) -> Style:
    def style(text: str) -> str:
        return "\n".join(mark + line for line in text.split("\n"))

    style.__name__ = f"quoted {mark!r}"
    return style


def wrapped(text: str) -> str:
    """As programs wrap: at spaces and, where there are none, anywhere."""
    lines = [textwrap.wrap(line, 72, drop_whitespace=True) if len(line) > 72 else [line] for line in text.split("\n")]
    return "\n".join(itertools.chain.from_iterable(lines))


def cut_in_its_middle(text: str) -> str:
    return text.replace(URL, f"{URL[:61]}\n{URL[61:]}")


def in_angle_brackets(text: str) -> str:
    return text.replace(URL, f"<{URL}>")


def as_markdown(text: str) -> str:
    return text.replace(URL, f"[{URL}]({URL})")


def with_greeting(text: str) -> str:
    return f"Bonjour,\n\nVoici nos réponses.\n\n{text}\nBien cordialement,\nA. Martin\n"


def above_the_original(text: str) -> str:
    empty = FORM.replace("☒", "☐").replace('"site": {"mesures": [{"puissance": 12.5}]}', "")
    for answered in (*EXPECTED[0].values(), SECRET):
        empty = empty.replace(answered, "____")
    letter = f"Exemple : https://api.votreentreprise.example/power?apikey=VOTRE_CLE\n\n{empty}"
    return f"{text}\n\nLe lun. 3 mars 2025 à 10:12, Quelia <contact@quelia.example> a écrit :\n" + quoted("> ")(letter)


def upper(text: str) -> str:
    """The labels, not what is answered."""
    lines = [line.split(" : ", 1) for line in text.split("\n")]
    return "\n".join(" : ".join([line[0].upper(), *line[1:]]) if len(line) > 1 else line[0] for line in lines)


LAYOUTS: tuple[Style, ...] = (
    same,
    without_boxes,
    with_bullets,
    without_blank_lines,
    double_spaced,
    underscores_left,
    upper,
    one_a_line,
)
MARKS: tuple[Style, ...] = (
    same, marked("☑", "☐"), marked("[x]", "[ ]"), marked("[X]", "[]"), marked("(x)", "( )"), marked("x", ""), marked("X", "☐"),
    marked("✓", ""), marked("✔", "☐"), marked("■", "□"), marked("->", ""), marked("(oui)", ""), marked("x", "☐"),
    behind, deleted_but_one,
)  # fmt: skip
ADDRESSES: tuple[Style, ...] = (same, wrapped, cut_in_its_middle, in_angle_brackets, as_markdown)
LETTERS: tuple[Style, ...] = (same, without_accents, decomposed, mojibake, mojibake_of_windows, mojibake_twice)
ROUNDS: tuple[Style, ...] = (
    same,
    quoted("> "),
    quoted(">"),
    quoted("> > "),
    quoted("| "),
    with_greeting,
    above_the_original,
)

ALL = list(itertools.product(LAYOUTS, MARKS, ADDRESSES, LETTERS, ROUNDS))
# one in so many, and all of those in which only two things are changed
SOME = random.Random(6).sample(ALL, 400) + [styles for styles in ALL if sum(style is not same for style in styles) <= 2]


def returned(styles: tuple[Style, ...]) -> str:
    layout, marks, address, letters, around = styles
    return letters(around(address(marks(layout(FORM)))))


def said(answer: Answer) -> object:
    fields = {field: found.value for field, found in answer.fields.items()}
    keys = [(key.scheme, key.name, key.secret and key.secret.reveal()) for key in answer.keys]
    return fields, keys, answer.needs_key, answer.sample.replace(" ", "").replace("\n", "")


EXPECTED = (
    {
        "project": "Parc des Cretes",
        "url": URL,
        "path": "site.mesures[0].puissance",
        "unit": "MW",
        "contact_name": "A. Martin",
        "contact_email": "a.martin@parc-des-cretes.example",
        "contact_phone": "04 00 00 00 01",
    },
    [("header", "X-API-Key", SECRET)],
    True,
    '{"site":{"mesures":[{"puissance":12.5}]}}',
)


@pytest.mark.parametrize("part", range(10))
def test_however_it_is_returned_it_says_the_same(part: int) -> None:
    wrong = []
    for styles in SOME[part::10]:
        answers = read(returned(styles))
        if len(answers) != 1 or said(answers[0]) != EXPECTED:
            wrong.append([style.__name__ for style in styles if style is not same])
    assert wrong == []
