"""A key that stands beside its name: in a header, in a parameter, behind the word that says its scheme."""

import binascii
import re
from base64 import b64decode

from quelia.onboarding.answer.answer import Confidence, Key, Secret
from quelia.onboarding.answer.text.folding import fold
from quelia.onboarding.answer.text.vocabulary import TRUTHS, is_empty
from quelia.store.url import is_secret

# a name with a hyphen is a header's: "Valeur" or "Token" before a colon is what we ask for
_HEADER = re.compile(
    r"[\"'`“]?(?P<name>[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+|authorization)[\"'`”]?\s*[:=]\s*(?P<value>\S.*)", re.I
)
_ANYWHERE = re.compile(r"(?<![\w-])" + _HEADER.pattern, re.I)
_PARAMETER = re.compile(r"[?&]?(?P<name>[A-Za-z][A-Za-z0-9_.-]{1,40})=(?P<value>[^\s&=]+)=*")
_SCHEME = re.compile(r"(?P<scheme>bearer|basic|digest|token|apikey|api-key)\s*:?\s+(?P<value>\S+)", re.I)
_USUAL = frozenset({"authorization", "x-token", "x-apikey", "x-access", "x-api"})
# what stands where a key is to be put: braces, dots, crosses, "VOTRE_CLE"
_TO_FILL_IN = re.compile(
    r"[{<\[(].*[}>\])]|[xX*•.…_?#-]{2,}|\$\{?\w+\}?|%\w+%|[•*]+.{0,4}|(?:votre|your|ma|mon|my|la|le|notre|our) .*"
    # and no key that happens to begin so
    r"|(?:votre|your|ma|mon|my|la|le|notre|our)[_-](?:api|cl[eé]|code|jeton|key|mot|pass|secret|token|valeur|value)[\w-]*",
    re.I | re.S,
)
_SURELY = 12  # characters: no word that stands behind a scheme is as long


def is_to_fill_in(value: str) -> bool:
    """Whether this stands only where a key would."""
    return is_empty(value) or bool(_TO_FILL_IN.fullmatch(value))


def header(text: str, anywhere: bool = False) -> tuple[str, str] | None:
    """Name and value of the header with a key that `text` is, or that stands in it."""
    found = (_ANYWHERE.search if anywhere else _HEADER.match)(text[:4000])
    if found is None:
        return None
    name, value = found["name"], unquoted(found["value"])
    if not (is_secret(name) or name.lower() in _USUAL or (name.lower().startswith("x-") and " " not in value)):
        return None
    return None if fold(value) in TRUTHS else (name, value)


def parameter(text: str) -> tuple[str, str] | None:
    """Name and value of the parameter with a key that `text` is."""
    found = _PARAMETER.fullmatch(text)
    return (found["name"], found["value"]) if found and is_secret(found["name"]) else None


def unquoted(value: str) -> str:
    """A key without the line to write on and the quotes around it; what is in it stays."""
    value = re.sub(r"^[_.…\s]{3,}|[_.…\s]{3,}$", "", value).strip()
    for opening, closing in (
        ("`", "`"),
        ('"', '"'),
        ("'", "'"),
        ("“", "”"),
        ("«", "»"),
        ("<", ">"),
        ("‘", "’"),
        ("**", "**"),
    ):
        if len(value) > len(opening + closing) and value.startswith(opening) and value.endswith(closing):
            return value[len(opening) : -len(closing)].strip()
    return value.rstrip("`\"'”»") if value.count('"') % 2 or value.count("`") % 2 else value


def key_of_header(name: str, value: str, line: int) -> Key:
    """The key that a header shows: by its scheme where it stands in `Authorization`."""
    value = unquoted(value)
    if name.lower() != "authorization":
        first = value.split()[0] if value.split() else ""
        if first.endswith(")") and "(" not in first:  # "(avec X-API-Key: …)"
            first = first[:-1]
        sure: Confidence = "sure" if first == value else "likely"  # what follows may be the end of it
        return Key("header", name, secret=secret(first), confidence=sure, line=line)
    found = _SCHEME.match(value)
    if found is None:
        return Key(
            "bearer" if is_to_fill_in(value) else "header",
            "" if is_to_fill_in(value) else name,
            secret=secret(value),
            line=line,
        )
    return _of_scheme(found["scheme"], unquoted(found["value"]), found[0], line)


def key_of_words(text: str, line: int) -> Key | None:
    """The key of "Bearer …" or "Basic …"; None where no such word begins the text."""
    found = _SCHEME.fullmatch(text)
    if found is None or not _is_key(found["scheme"].lower(), unquoted(found["value"])):
        return None
    return _of_scheme(found["scheme"], unquoted(found["value"]), found[0], line)


def _is_key(scheme: str, value: str) -> bool:
    """Whether a key stands behind the scheme, and not another word: "Basic Auth", "Bearer Token"."""
    if scheme == "basic":
        return _login(value) is not None
    return scheme == "bearer" and bool(re.search("[0-9]", value) or len(value) >= _SURELY)


def _of_scheme(scheme: str, value: str, whole: str, line: int) -> Key:
    if is_to_fill_in(value):
        return Key(scheme.lower() if scheme.lower() in ("bearer", "basic", "digest") else "bearer", line=line)
    match scheme.lower():
        case "bearer":
            return Key("bearer", secret=Secret(value), line=line)
        case "basic" if (login := _login(value)) is not None:
            return Key("basic", user=login[0], secret=secret(login[1]), line=line)
        case _:
            return Key("header", "Authorization", secret=Secret(whole.strip()), line=line)


def _login(encoded: str) -> tuple[str, str] | None:
    """User and password, from base64 or as they are."""
    if ":" in encoded:
        user, _, password = encoded.partition(":")
        return user, password
    try:
        text = b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode("utf-8")
    except (binascii.Error, UnicodeError, ValueError):
        return None
    user, colon, password = text.partition(":")
    return (user, password) if colon and text.isprintable() else None


def secret(value: str) -> Secret | None:
    """None where only the place of a key stands there."""
    return None if is_to_fill_in(value) else Secret(value)
