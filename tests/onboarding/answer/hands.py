"""The template as people fill it in: the same facts, written by any hand and sent by any mail program."""

import json
import unicodedata
from dataclasses import dataclass
from typing import Literal

from hypothesis import strategies as st

from quelia.domain.path import Path

Scheme = Literal["query", "bearer", "x_api_key", "header"]


@dataclass(frozen=True)
class Facts:
    """What is written; scheme: None where no key is needed. name: of a header that is none of the usual ones."""

    project: str
    url: str
    path: str
    unit: str
    scheme: Scheme | None
    name: str
    key: str
    value: float
    phone: str


@dataclass(frozen=True)
class Hand:
    """How it is written. ticks: what stands for yes and no. told: a key as it is named before itself."""

    lang: Literal["fr", "en"]
    ticks: tuple[str, str]
    colon: str
    bullet: str
    quote: str
    left_over: str
    units: Literal["row", "column", "alone"]
    sample: Literal["plain", "round", "commas", "comment", "python"]
    told: bool
    shuffled: bool
    ruled: bool
    letter: bool
    sent: Literal["plain", "mojibake", "apart", "windows"]


_LABELS = {
    "fr": {
        "project": "Nom du projet", "url": "URL de l'API", "path": "Chemin JSON", "unit": "Unité", "other": "Autre",
        "needs": "Authentification requise", "type": "Si oui, type", "value": "Valeur de la clé",
        "sample": "Exemple de réponse JSON", "contact": "Contact technique (si besoin d'aide)", "name": "Nom",
        "email": "Email", "phone": "Tél", "yes": "Oui", "no": "Non",
        "query": "API Key dans URL", "bearer": "Header Authorization", "x_api_key": "Header X-API-Key",
        "title": "CONFIGURATION API TEMPS RÉEL", "hello": "Bonjour,", "regards": "Cordialement,",
    },
    "en": {
        "project": "Project name", "url": "API URL", "path": "JSON path", "unit": "Unit", "other": "Other",
        "needs": "Authentication required", "type": "If yes, type", "value": "Key value",
        "sample": "Sample JSON response", "contact": "Technical contact (if help is needed)", "name": "Name",
        "email": "Email", "phone": "Phone", "yes": "Yes", "no": "No",
        "query": "API key in URL", "bearer": "Authorization header", "x_api_key": "X-API-Key header",
        "title": "REAL-TIME API CONFIGURATION", "hello": "Hello,", "regards": "Kind regards,",
    },
}  # fmt: skip
_UNITS = ("kW", "MW", "Nm3/h")
CONTACT, EMAIL = "Anne-Lise Roüé", "al.roue@mail.example"
# bytes without a meaning in cp1252 stay as they are
_HOLES = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


def filled(facts: Facts, hand: Hand) -> str:
    """The text as it arrives."""
    groups = [_project(facts, hand), _url(facts, hand), _path(facts, hand), _unit(facts, hand), _auth(facts, hand)]
    groups += [_sample(facts, hand), _contact(facts, hand)]
    if hand.shuffled:
        groups = [groups[at] for at in (5, 3, 0, 6, 4, 2, 1)]
    words = _LABELS[hand.lang]
    lines = [line for group in groups for line in (*group, "")]
    if hand.ruled:
        lines = ["━" * 34, words["title"], "━" * 34, "", *lines, "━" * 34]
    if hand.letter:
        lines = [words["hello"], "", *lines, "", words["regards"], CONTACT]
    return _sent("\n".join(hand.quote + line for line in lines), hand)


def _line(hand: Hand, label: str, text: str = "") -> str:
    return f"{hand.bullet}{_LABELS[hand.lang][label]}{hand.colon}{text}".rstrip(" ")


def _tick(hand: Hand, *, yes: bool) -> str:
    return hand.ticks[0 if yes else 1]


def _project(facts: Facts, hand: Hand) -> list[str]:
    return [_line(hand, "project", facts.project + hand.left_over)]


def _url(facts: Facts, hand: Hand) -> list[str]:
    key = f"{'&' if '?' in facts.url else '?'}apikey={facts.key}" if facts.scheme == "query" and hand.told else ""
    return [_line(hand, "url", f"{facts.url}{key} {hand.left_over}")]


def _path(facts: Facts, hand: Hand) -> list[str]:
    return [_line(hand, "path", f"{facts.path} {hand.left_over}")]


def _unit(facts: Facts, hand: Hand) -> list[str]:
    if hand.units == "alone":
        return [_line(hand, "unit", facts.unit)]
    boxes = [f"{_tick(hand, yes=facts.unit == unit)} {unit}" for unit in _UNITS]
    boxes.append(f"{_tick(hand, yes=False)} {_LABELS[hand.lang]['other']} : ___")
    return [_line(hand, "unit", "  ".join(boxes))] if hand.units == "row" else [_line(hand, "unit"), *boxes]


def _auth(facts: Facts, hand: Hand) -> list[str]:
    words, needed = _LABELS[hand.lang], facts.scheme is not None
    answer = f"{_tick(hand, yes=needed)} {words['yes']}  {_tick(hand, yes=not needed)} {words['no']}"
    boxes = [f"{_tick(hand, yes=facts.scheme == way)} {words[way]}" for way in ("query", "bearer", "x_api_key")]
    other = f"header {facts.name}" if facts.scheme == "header" else "_______________"
    boxes.append(f"{_tick(hand, yes=facts.scheme == 'header')} {words['other']} : {other}")
    shown = {"query": "apikey={}", "bearer": "Bearer {}", "x_api_key": "X-API-Key: {}", "header": f"{facts.name}: {{}}"}
    key = (shown[facts.scheme] if hand.told else "{}").format(facts.key) if facts.scheme is not None else ""
    if facts.scheme == "query":
        key = f"apikey={facts.key}"  # without a name nobody could show it
    first, *others = boxes
    value = _line(hand, "value", key + hand.left_over)
    return [
        _line(hand, "needs", answer),
        _line(hand, "type", first),
        *(f"               {box}" for box in others),
        value,
    ]


def _sample(facts: Facts, hand: Hand) -> list[str]:
    node: object = facts.value
    for step in reversed(Path(facts.path).steps or ()):
        node = [node] if isinstance(step, int) else {str(step): node}
    text = json.dumps(node, indent=2, ensure_ascii=False)
    match hand.sample:
        case "round":
            text = text.replace('"', "”")
        case "commas":
            text = text.replace("\n}", ",\n}")
        case "comment":
            text = text.replace("\n", "  // la réponse\n", 1)
        case "python":
            text = text.replace('"', "'")
    return [_line(hand, "sample"), *text.split("\n")]


def _contact(facts: Facts, hand: Hand) -> list[str]:
    lines = [_line(hand, "contact"), _line(hand, "name", CONTACT), _line(hand, "email", EMAIL)]
    return [*lines, _line(hand, "phone", facts.phone)]


def _sent(text: str, hand: Hand) -> str:
    match hand.sent:
        case "mojibake":
            octets = unicodedata.normalize("NFC", text).encode()
            return "".join(chr(each) if each in _HOLES else bytes([each]).decode("cp1252") for each in octets)
        case "apart":
            return unicodedata.normalize("NFD", text)
        case "windows":
            return text.replace("\n", "\r\n")
    return text


_SEGMENTS = st.lists(
    st.sampled_from("sites plants realtime live power 42 ab12 now-playing unites".split()), min_size=1, max_size=5
)
_URLS = st.builds(
    lambda host, segments, end: f"https://{host}/api/{'/'.join(segments)}{end}",
    st.sampled_from("api.etang.example scada.bois-joly.example ws.dupre.example:8443".split()),
    _SEGMENTS,
    st.sampled_from(["", "/", "?fmt=json", "?site=3&fields=p,e"]),
)
FACTS = st.builds(
    Facts,
    project=st.sampled_from(
        ["Centrale de l'Étang", "Parc éolien Bois-Joly 2", "Méthaniseur Dupré", 'Ferme "Les Chênes"']
    ),
    url=_URLS,
    path=st.sampled_from(
        "current_power data.power.value results[0].p_ac measures.production.currentPower a.b_c.d-e".split()
    ),
    unit=st.sampled_from(_UNITS),
    scheme=st.sampled_from([None, "query", "bearer", "x_api_key", "header"]),
    name=st.sampled_from(["X-Auth-Token", "X-Plant-Key", "api-key"]),
    key=st.from_regex(r"[a-zA-Z][a-zA-Z0-9_-]{8,40}[0-9]", fullmatch=True),
    value=st.floats(1, 900).map(lambda value: round(value, 2)),
    phone=st.sampled_from(["02 61 91 12 34", "+33 4 65 71 22 10", "06.39.98.12.80"]),
)
TICKS = (
    ("☒", "☐"), ("☑", "☐"), ("[x]", "[ ]"), ("[X]", "[_]"), ("x", "☐"), ("X", "☐"), ("✓", "☐"), ("✔", "☐"), ("(x)", "( )"),
    ("■", "□"), ("☑\ufe0f", "☐"), ("✅", "☐"), ("[v]", "[ ]"), ("[*]", "[ ]"), ("◉", "○"), ("☒", ""), ("[ x ]", "[   ]"),
    ("\uf0fe", "\uf0a8"), ("x", "_"),
)  # fmt: skip
HANDS = st.builds(
    Hand,
    lang=st.sampled_from(["fr", "en"]),
    ticks=st.sampled_from(TICKS),
    colon=st.sampled_from([" : ", ": ", "\u00a0: ", ":", " = ", "\t"]),
    bullet=st.sampled_from(["", "- ", "* ", "• "]),
    quote=st.sampled_from(["", "> ", ">", "> > "]),
    left_over=st.sampled_from(["", "____", "_______________________"]),
    units=st.sampled_from(["row", "column", "alone"]),
    sample=st.sampled_from(["plain", "round", "commas", "comment", "python"]),
    told=st.booleans(),
    shuffled=st.booleans(),
    ruled=st.booleans(),
    letter=st.booleans(),
    sent=st.sampled_from(["plain", "mojibake", "apart", "windows"]),
)
