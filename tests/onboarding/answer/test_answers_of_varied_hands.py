"""Answers as people and mail programs write them give what a careful person would note: `tests/samples/answers/expected.toml`."""

import re
import tomllib
import unicodedata
from pathlib import Path as File
from typing import Any

import pytest

from quelia.domain.path import Path
from quelia.domain.unit import known_unit
from quelia.onboarding.answer.answer import Answer, Key, Secret
from quelia.onboarding.answer.checked import checked, is_complete
from quelia.onboarding.answer.read import read
from tests.house.tree import ROOT

SAMPLES = ROOT / "tests/samples/answers"
EXPECTED: list[dict[str, Any]] = tomllib.loads((SAMPLES / "expected.toml").read_text("utf-8"))["answer"]
KEYS = {
    "file", "index", "lang", "nothing", "project", "url", "path", "unit", "contact_name", "contact_email", "contact_phone",
    "absent", "unsure", "keys", "needs_key", "remarks", "never", "asks", "nowhere", "hidden",
}  # fmt: skip


def answers(file: str) -> tuple[Answer, ...]:
    return tuple(checked(each) for each in read((SAMPLES / file).read_bytes(), file))


def _name(expected: dict[str, Any]) -> str:
    return f"{expected['file']}[{expected['index']}]" if "index" in expected else expected["file"]


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").split())


def _digits(phone: str) -> str:
    return re.sub(r"^\+33", "0", re.sub(r"[^\d+]", "", phone))


def _host_folded(url: str) -> str:
    before, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{before.lower()}{mark}{host.lower()}{slash}{path}"


def _is(field: str, found: str, expected: str) -> bool:
    match field:
        case "path":
            return str(Path(found)) == str(Path(expected))
        case "unit":
            return known_unit(found) == known_unit(expected)
        case "url":
            return _host_folded(found) == _host_folded(expected)
        case "contact_phone":
            return _digits(found) == _digits(expected)
        case "contact_email":
            return found.casefold() == expected.casefold()
        case "contact_name":
            return _plain(expected) in _plain(found)
    return _plain(found) == _plain(expected)


def _shown(key: Key) -> tuple[str, str, str, Secret | None]:
    return key.scheme, key.name.casefold(), key.user, key.secret


def _differences(answer: Answer, expected: dict[str, Any]) -> list[str]:
    """All that is otherwise than expected, so that one run tells the whole of it."""
    codes = {remark.code for remark in answer.remarks}
    wrong = []
    for field in ("project", "url", "path", "unit", "contact_name", "contact_email", "contact_phone"):
        found = answer.value(field)
        if field in expected and not (found and _is(field, found, expected[field])):
            wrong.append(f"{field} is {found!r}, not {expected[field]!r}")
    absent = expected.get("absent", []) + (["url", "path", "unit"] if expected.get("nothing") else [])
    wrong += [f"{field} is {answer.fields[field]}" for field in absent if field in answer.fields]
    unsure = expected.get("unsure", [])
    wrong += [
        f"{each} is sure" for each in unsure if each in answer.fields and answer.fields[each].confidence == "sure"
    ]
    if "keys" in expected or expected.get("nothing"):
        meant = [
            (
                key["scheme"],
                key.get("name", "").casefold(),
                key.get("user", ""),
                Secret(key["secret"]) if "secret" in key else None,
            )
            for key in expected.get("keys", [])
        ]
        if sorted(map(_shown, answer.keys), key=str) != sorted(meant, key=str):
            wrong.append(f"keys are {[(*_shown(key), key.secret and key.secret.reveal()) for key in answer.keys]}")
    told: dict[str, object] = {"needs_key": answer.needs_key, "lang": answer.lang, "asks": not is_complete(answer)}
    wrong += [f"{name} is {told[name]}" for name in told if name in expected and told[name] != expected[name]]
    wrong += [f"no remark {code}" for code in expected.get("remarks", []) if code not in codes]
    wrong += [f"remark {code}" for code in expected.get("never", []) if code in codes]
    values = [found.value for found in answer.fields.values()]
    values += [f"{key.name} {key.user} {key.secret.reveal() if key.secret else ''}" for key in answer.keys]
    wrong += [
        f"{text!r} stands in {value!r}" for text in expected.get("nowhere", []) for value in values if text in value
    ]
    return wrong


@pytest.mark.parametrize("expected", EXPECTED, ids=_name)
def test_an_answer_gives_what_a_careful_person_would_note(expected: dict[str, Any]) -> None:
    found = answers(expected["file"])
    count = 1 + max(each.get("index", 0) for each in EXPECTED if each["file"] == expected["file"])
    assert len(found) == count
    wrong = _differences(found[expected.get("index", 0)], expected)
    assert not wrong, "\n".join(wrong)


def test_there_are_answers_of_many_hands_and_each_is_expected_to_give_something() -> None:
    files = {path.name for path in SAMPLES.iterdir()} - {"expected.toml"}
    assert len(files) >= 45
    assert {each["file"] for each in EXPECTED} == files


@pytest.mark.parametrize("expected", EXPECTED, ids=_name)
def test_only_known_things_are_expected(expected: dict[str, Any]) -> None:
    assert expected.keys() - KEYS == set()
    assert File(expected["file"]).suffix in (".txt", ".eml")
