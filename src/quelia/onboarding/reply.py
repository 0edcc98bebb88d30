"""The reply to an owner: what was understood of his answer, what is still open, and what comes next. Ready to be sent."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from quelia.onboarding.answer.answer import Answer, Key, Remark
from quelia.onboarding.answer.checked import is_complete
from quelia.onboarding.answer.masked import redactor_of
from quelia.onboarding.answer.wording import told, value_of
from quelia.texts import printable, texts

_FIELDS = ("url", "path", "unit")
# why there are candidates: told with them
_BEFORE = {"path_candidates": ("path_absent", "path_group", "path_list", "path_syntax")}
# what an owner should know although nothing is asked of him
_TOLD = frozenset(
    (
        "url_mended", "url_scheme", "url_maybe_key", "path_mended", "path_rather", "value_comma", "value_leading",
        "value_null", "value_negative", "unit_from_sample", "unit_m3", "unit_free", "time_no_zone", "time_old",
        "status_bad", "key_in_url", "key_unneeded",
    )
)  # fmt: skip
_LINE_BREAKS = re.compile(r"[\r\n]+")
_MOST_NAMED = 2  # plants in the subject


class Contact(msgspec.Struct, frozen=True):
    """Who signs, as far as the settings say."""

    name: str = ""
    email: str = ""
    phone: str = ""


class Reply(msgspec.Struct, frozen=True):
    """subject: one line. body: paragraphs, each on one line; mail programs break them."""

    subject: str
    body: str


def reply(
    answers: Sequence[Answer],
    *,
    name: str = "",
    contact: Contact | None = None,
    lang: str,
    by_mail: bool = True,
    is_kept: bool = True,
) -> Reply:
    """What to write to the owner whose answers these are, checked. name: whom it is to, empty where that is not known.

    by_mail: whether they came so, rather than by our form. is_kept: whether their keys lie in the vault by now.

    No secret stands in it, whatever the answers hold.
    """
    words = texts(lang, "reply")
    items = [list(_items(answer, lang)) for answer in answers]
    count = sum(map(len, items))
    hello = words["hello_name"].format(name=printable(name)) if name else words["hello"]
    if all(_holds_nothing(answer) for answer in answers):
        parts = [hello, words["thanks_nothing"], *_needed(words), *_numbered(_others(answers, lang), words)]
    else:
        parts = [
            hello,
            words["thanks"],
            *_plants(answers, items, words, lang),
            *_about_keys(answers, words, by_mail=by_mail, is_kept=is_kept),
        ]
        parts.append(words["next_open" if count else "next_complete"])
    parts += [words["regards"], _signature(contact or Contact(), words["sign"])]
    redactor = redactor_of(*answers)
    subject = _subject(answers, count, words)
    return Reply(redactor.text(_LINE_BREAKS.sub(" ", subject)), redactor.text("\n\n".join(parts) + "\n"))


def _plants(
    answers: Sequence[Answer], items: Sequence[Sequence[str]], words: Mapping[str, Any], lang: str
) -> Iterator[str]:
    """For each plant what was understood and what is open, numbered through all of them."""
    first = 1
    for answer, asked in zip(answers, items, strict=True):
        project = printable(answer.value("project"))
        lines = list(_understood(answer, words, lang))
        if lines:
            heading = words["understood_plant"].format(project=project) if project else words["understood"]
            yield "\n".join((heading, *(f"– {line}" for line in lines)))
        yield from _numbered(asked, words, first)
        first += len(asked)
        known = [told(remark, lang) for remark in answer.remarks if remark.code in _TOLD and not remark.asks]
        if known:
            yield "\n".join((words["known"], *(f"– {sentence}" for sentence in known)))


def _understood(answer: Answer, words: Mapping[str, Any], lang: str) -> Iterator[str]:
    """The fields that nobody has to look at again, and the keys."""
    lines, asked = words["line"], {remark.field for remark in answer.remarks if remark.asks}
    for field in _FIELDS:
        found = answer.fields.get(field)  # type: ignore[call-overload]
        if found is None or found.confidence == "doubtful" or field in asked:
            continue
        value = next((remark for remark in answer.remarks if remark.code == "value" and field == "path"), None)
        line = lines[f"{field}_value" if value is not None else field]
        yield line.format(value=printable(found.value), number=value_of(value, lang) if value is not None else "")
    if answer.needs_key is False and not answer.keys:
        yield lines["no_key"]
    for key in answer.keys:
        if key.secret is not None:
            yield lines["key"].format(how=_how(key, words["how"]))
    contact = [answer.value("contact_name"), answer.value("contact_email"), answer.value("contact_phone")]
    if any(contact):
        yield lines["contact"].format(value=printable(", ".join(part for part in contact if part)))


def _how(key: Key, words: Mapping[str, str]) -> str:
    is_told = key.scheme in words and ("{name}" not in words[key.scheme] or key.name)
    sentence = words[key.scheme] if is_told and ("{user}" not in words[key.scheme] or key.user) else words["unknown"]
    return sentence.format(name=printable(key.name), user=printable(key.user))


def _items(answer: Answer, lang: str) -> Iterator[str]:
    """What is asked, one item a field: what belongs together is answered together."""
    asked = [remark for remark in answer.remarks if remark.asks]
    if any(remark.code == "key_unreadable" for remark in asked):  # which asks for it as well
        asked = [remark for remark in asked if remark.code != "key_missing"]
    for field in dict.fromkeys(remark.field for remark in asked):
        sentences = []
        for remark in (each for each in asked if each.field == field):
            before = _BEFORE.get(remark.code, ())
            sentences += [told(each, lang) for each in answer.remarks if each.code in before and not each.asks]
            sentences.append(_asked(remark, lang))
        yield " ".join(sentences)


def _asked(remark: Remark, lang: str) -> str:
    """As one asks it of somebody who answered a letter; else as it is remarked."""
    sentence: str | None = texts(lang, "reply")["item"].get(remark.code)
    if sentence is None:
        return told(remark, lang)
    return sentence.format(**{name: printable(fact) for name, fact in remark.facts.items()})


def _others(answers: Sequence[Answer], lang: str) -> list[str]:
    """What is asked where nothing was found: of the way in which it came, not of the fields."""
    asked = [remark for answer in answers for remark in answer.remarks if remark.asks]
    return [_asked(remark, lang) for remark in asked if remark.code in ("format", "attachment", "url_wrapper")]


def _numbered(items: Sequence[str], words: Mapping[str, Any], first: int = 1) -> Iterator[str]:
    if items:
        heading = words["open_one" if len(items) == 1 else "open_other"].format(count=len(items))
        yield "\n".join((heading, *(f"{number}. {item}" for number, item in enumerate(items, first))))


def _needed(words: Mapping[str, Any]) -> Iterator[str]:
    needed = words["needed"]
    yield "\n".join((needed["heading"], *(f"– {needed[field]}" for field in _FIELDS)))
    yield needed["help"]
    yield needed["refusal"]


def _about_keys(answers: Sequence[Answer], words: Mapping[str, Any], *, by_mail: bool, is_kept: bool) -> Iterator[str]:
    """How to give a key that is still to come; and of one that came, that it came by mail."""
    if any(
        remark.code in ("key_missing", "key_unreadable", "key_characters")
        for each in answers
        for remark in each.remarks
    ):
        yield words["key_safely"]
    elif count := sum(key.secret is not None for answer in answers for key in answer.keys):
        many = "key" if count == 1 else "keys"
        there = words[f"{many}_kept" if is_kept else f"{many}_arrived"]
        yield f"{there} {words[f'{many}_by_mail']}" if by_mail else there


def _holds_nothing(answer: Answer) -> bool:
    return any(remark.code == "nothing_found" for remark in answer.remarks)


def _subject(answers: Sequence[Answer], count: int, words: Mapping[str, Any]) -> str:
    if all(map(_holds_nothing, answers)):
        return str(words["subject"]["nothing"])
    kind = "open" if count > 1 or not all(map(is_complete, answers)) else "complete"
    kind = "one" if count == 1 else kind
    named = list(dict.fromkeys(printable(answer.value("project")) for answer in answers if answer.value("project")))
    if not named or len(named) > _MOST_NAMED:
        return str(words["subject"][kind])
    about = (
        words["and"].format(first=named[0], last=named[-1]) if len(named) > 1 else words["named"].format(name=named[0])
    )
    return str(words["subject"][f"{kind}_about"]).format(about=about)


def _signature(contact: Contact, sign: str) -> str:
    return "\n".join(part for part in (contact.name or sign, contact.email, contact.phone) if part)
