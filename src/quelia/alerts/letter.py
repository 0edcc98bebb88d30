"""What e-mails of incidents say: to operators, and, ready to be sent on, to the owner."""

from collections.abc import Iterable, Mapping, Sequence, Sized

import msgspec

from quelia.alerts.words import in_words, when
from quelia.domain.incident import Case
from quelia.texts import DEFAULT, LANGUAGES, texts

_MOST_NAMED = 3  # in a subject
_ABOUT_KEYS = ("auth", "secret_missing")  # an answer alone mends nothing here


class Letter(msgspec.Struct, frozen=True):
    subject: str
    body: str


class Contact(msgspec.Struct, frozen=True):
    """Who runs this installation, as far as the settings say."""

    name: str = ""
    email: str = ""
    phone: str = ""


def to_operators(cases: Sequence[Case], public_url: str, contact: Contact, lang: str = DEFAULT) -> Letter:
    """One e-mail for all: what is down first, then what is back, then a text for each owner of what is down."""
    words = texts(lang, "alerts")["mail"]
    down, back = [case for case in cases if case.until is None], [case for case in cases if case.until is not None]
    parts = [words["hello"]]
    for heading, listed in (("down", down), ("back", back)):
        if listed:
            told = [_line(heading, case, public_url, lang) for case in listed]
            parts += [_many(words, f"{heading}_heading", listed), *told]
    for owner, theirs in _by_owner(down).items():
        parts.append(_ready(owner, theirs, contact, lang))
    parts.append(words["sign"].format(url=f"{public_url}/admin/sources/"))
    return Letter(_subject(down, back, lang), "\n\n".join(parts) + "\n")


def to_owner(cases: Sequence[Case], contact: Contact, lang: str) -> Letter:
    """What may be sent to the owner of these sources as it stands. Polite, and with what he needs to find the fault."""
    words = texts(lang, "alerts")["owner"]
    told, plants = [_asked_for(case, lang) for case in cases], _named(cases)
    name = next((case.contact_name for case in cases if case.contact_name), "")
    never = "_never" if all(case.never_came for case in cases) else ""
    hello = words["hello_name"].format(name=name) if name else words["hello"]
    parts = [hello, _many(words, f"down{never}", plants), *told]
    # what is said of values that are sent to us is true of servers too
    sent = "_sent" if any(case.pushed for case in cases) else ""
    about_keys = any(case.cause.reason in _ABOUT_KEYS and not case.pushed for case in cases)
    check = "check_key" if about_keys else f"check{never or sent}"
    parts += [words[check], words["thanks"], _signature(contact, words["sign"])]
    subject = _many(words, f"subject{never or sent}", plants).format(plants=_listed(plants, words))
    return Letter(_line_of(subject), "\n\n".join(parts) + "\n")


def _line(kind: str, case: Case, public_url: str, lang: str) -> str:
    words = texts(lang, "alerts")["mail"]
    facts = {
        "plants": ", ".join(case.plants) or case.source,
        "owner": case.owner,
        "since": when(case.since, lang),
        "until": when(case.until, lang) if case.until is not None else "",
    }
    lines = [f"– {words[f'{kind}_line'].format(**facts)}"]
    if kind == "down":
        lines.append(f"  {in_words(case.cause, lang)}")
        lines.append(f"  {_last(case, words, lang)}")
    lines.append(f"  {public_url}/admin/sources/{case.source}/")
    return "\n".join(lines)


def _ready(owner: str, cases: Sequence[Case], contact: Contact, lang: str) -> str:
    words = texts(lang, "alerts")["mail"]
    address = next((case.contact_email for case in cases if case.contact_email), "")
    heading = words["ready_to"].format(owner=owner, address=address) if address else words["ready"].format(owner=owner)
    letters = [to_owner(cases, contact, each) for each in LANGUAGES]
    texts_ready = [f"{words['subject'].format(subject=letter.subject)}\n\n{letter.body}" for letter in letters]
    rule = "=" * 60
    return "\n\n".join([f"{rule}\n{heading}\n{rule}", *texts_ready]).rstrip()


def _asked_for(case: Case, lang: str) -> str:
    words = texts(lang, "alerts")["owner"]
    plants = ", ".join(case.plants) or case.source
    line = words["line_sent" if case.pushed else "line"]
    return "\n".join(
        (
            f"– {line.format(plants=plants, host=case.host, since=when(case.since, lang))}",
            f"  {_last(case, words, lang)}",
            f"  {in_words(case.cause, lang)}",
        )
    )


def _last(case: Case, words: Mapping[str, str], lang: str) -> str:
    return words["last"].format(at=when(case.last_good_at, lang)) if case.last_good_at is not None else words["no_last"]


def _signature(contact: Contact, sign: str) -> str:
    return "\n".join(part for part in (contact.name or sign, contact.email, contact.phone) if part)


def _subject(down: Sequence[Case], back: Sequence[Case], lang: str) -> str:
    words = texts(lang, "alerts")["mail"]
    told = []
    for kind, cases in (("down", down), ("back", back)):
        if cases:
            facts = {
                "owners": _listed(_by_owner(cases), words),
                "plants": _listed(_named(cases), words),
                "count": len(cases),
            }
            since = when(min(case.since for case in cases), lang)
            told.append(_many(words, f"{kind}_subject", cases).format(since=since, **facts))
    return _line_of(f"Quelia – {' ; '.join(told)}")


def _many(words: Mapping[str, str], key: str, told: Sized) -> str:
    return words[f"{key}_one" if len(told) == 1 else f"{key}_other"]


def _named(cases: Sequence[Case]) -> list[str]:
    """Their plants, each once; a source without one is told by its own name."""
    return list(dict.fromkeys(name for case in cases for name in (case.plants or (case.source,))))


def _listed(names: Iterable[str], words: Mapping[str, str]) -> str:
    """Some of the names, and how many more there are."""
    named = list(names)
    shown = ", ".join(named[:_MOST_NAMED])
    return words["more"].format(names=shown, count=len(named) - _MOST_NAMED) if len(named) > _MOST_NAMED else shown


def _by_owner(cases: Sequence[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.owner, []).append(case)
    return found


def _line_of(text: str) -> str:
    """A header has one line, whatever stands in a name."""
    return " ".join(text.split())
