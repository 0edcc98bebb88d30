"""The form that owners fill in and send back: empty, or with what is known already."""

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from quelia.onboarding.answer.answer import Answer, Field, Key
from quelia.texts import texts

_RULE = "━" * 34
_LINE = "_" * 23
_EMPTY, _TICKED = "☐", "☒"
_UNITS = ("kW", "MW", "Nm³/h")
_NO_SAMPLE = "{\n\n}"
_X_API_KEY = "X-API-Key"
_LINE_BREAKS = re.compile(r"\s*[\r\n\v\f\x85\u2028\u2029]\s*")


def template(lang: str, answer: Answer | None = None) -> str:
    """The form in `lang`, with what `answer` holds; a secret only where it holds one."""
    words, answer = texts(lang, "template"), answer or Answer(lang)
    parts = [
        f"{_RULE}\n{words['title']}\n{_RULE}",
        *(_field(words, field, answer) for field in ("project", "url", "path")),
        _units(words, answer.value("unit")),
        _needed(words, answer.needs_key),
        *_keys(words, answer.keys),
        f"{_bare(words, 'sample')}\n{answer.sample or _NO_SAMPLE}",
        "\n".join(
            [
                _bare(words, "contact"),
                *(_field(words, f, answer) for f in ("contact_name", "contact_email", "contact_phone")),
            ]
        ),
    ]
    return "\n\n".join(parts) + f"\n{_RULE}\n"


def _field(words: Mapping[str, Any], field: Field, answer: Answer) -> str:
    return _said(words, field, answer.value(field) or _LINE)


def _said(words: Mapping[str, Any], label: str, value: str) -> str:
    # on its line: what stands on the next would be read as another answer
    line: str = words["colon"].format(label=words[label], value=_LINE_BREAKS.sub(" ", value))
    return line


def _bare(words: Mapping[str, Any], label: str) -> str:
    line: str = words["bare"].format(label=words[label])
    return line


def _option(is_ticked: bool, text: str) -> str:
    return f"{_TICKED if is_ticked else _EMPTY} {text}"


def _other(words: Mapping[str, Any], value: str, line: str) -> str:
    text: str = words["colon"].format(label=words["other"], value=value or line)
    return _option(bool(value), text)


def _units(words: Mapping[str, Any], unit: str) -> str:
    other = "" if unit in _UNITS else unit
    options = [*(_option(unit == each, each) for each in _UNITS), _other(words, other, "___")]
    return _said(words, "unit", "  ".join(options))


def _needed(words: Mapping[str, Any], needs_key: bool | None) -> str:
    options = f"{_option(needs_key is True, words['yes'])}  {_option(needs_key is False, words['no'])}"
    return _said(words, "needs_key", options)


def _keys(words: Mapping[str, Any], keys: Sequence[Key]) -> Iterator[str]:
    """How the key is shown, its name or user, and itself; several keys stand below each other, each with its name."""
    key = keys[0] if keys else None
    way = _way(key) if key is not None else ""
    other = "" if key is None or way in words["scheme"] else words["kind"][way]
    options = [
        *(_option(way == code, text) for code, text in words["scheme"].items()),
        _other(words, other, _LINE[:15]),
    ]
    first = _said(words, "key_type", "")
    yield first + f"\n{' ' * len(first)}".join(options)
    user = key.user if key is not None else ""
    name = key.name if key is not None and way != "x_api_key" and len(keys) == 1 else ""
    yield f"{_said(words, 'key_name', name or _LINE)}\n{_said(words, 'user', user or _LINE)}"
    if len(keys) > 1:
        yield "\n".join([_bare(words, "key_value"), *filter(None, map(_shown, keys))])
    else:
        yield _said(words, "key_value", key.secret.reveal() if key is not None and key.secret is not None else _LINE)


def _shown(key: Key) -> str:
    """A key as a server is shown it; empty where it is still to come."""
    secret = key.secret.reveal() if key.secret is not None else ""
    if not secret or key.scheme == "header":
        return f"{key.name}: {secret}" if secret else ""
    if key.scheme == "query":
        return f"{key.name}={secret}"
    if key.scheme == "bearer":
        return f"Authorization: Bearer {secret}"
    return f"Authorization: Basic {b64encode(f'{key.user}:{secret}'.encode()).decode()}"


def _way(key: Key) -> str:
    return "x_api_key" if (key.scheme, key.name) == ("header", _X_API_KEY) else key.scheme
