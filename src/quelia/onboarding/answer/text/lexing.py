"""The pieces of an example: what stands in quotes of any kind, numbers, words, marks, and the remarks between them."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec


class Token(NamedTuple):
    """kind: one of { } [ ] , : or string, value, ellipsis, cut (the text ends within it), end. text: JSON."""

    kind: str
    text: str = ""


_SPACE = re.compile(r"[\s\u200b\ufeff]+")
_COMMENT = re.compile(
    r"//[^\n]*|\#[^\n]*|/\*.*?(?:\*/|\Z)|<!--.*?(?:-->|\Z)"
    r"|(?:<-|<=|←|⬅|⇐|➜|→|-->?|==>|—>)[^\n]*|\([^)\n]*\)?|```\w*",
    re.DOTALL,
)
_ELLIPSIS = re.compile(r"(?:…|\.\.\.+|\[…\]|⋮)+")
_MARKS = frozenset("{}[],")
_COLON = re.compile(r"=>|:")
# what opens a text, and what may close it; a mail program makes round quotes of straight ones, not always in pairs
_QUOTES = {'"': '"“”', "“": '”“"', "”": '”“"', "„": '“”"', "«": "»", "'": "'’‘", "‘": "’'‘", "’": "’'‘", "`": "`'´"}
_AFTER = r"(?=[^\S\n]{0,60}(?:[,:}\]\n]|\Z|//|\#|/\*|…|\.\.\.|=>|<-|←))"
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?", re.ASCII)
_COMMA = re.compile(r"[-+]?[0-9][0-9.' \u00a0\u202f]*,[0-9]+(?=[^\S\n]*(?:[,}\]\n]|\Z))", re.ASCII)
_KEY = re.compile(r"[\w$@.-]+(?=\s*(?::|=>))")
_BARE = re.compile(
    r"""[^,{}\[\]\n"“”«»#(]{1,300}?(?=\s{0,60}(?:[,}\]\n]|\Z|\s//|\s?\#|/\*|\(|…|\.\.\.|<!--|<-|←|["“”«]))"""
)
_WORDS = {"true": "true", "false": "false", "null": "null", "True": "true", "False": "false", "None": "null"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def tokens(text: str) -> Iterator[Token]:
    """The pieces of `text` without its comments, and `end` for ever after."""
    at, before = 0, ""
    within: list[str] = []  # the marks that are open, since a decimal comma in a list would be a comma
    while at < len(text):
        if (passed := _SPACE.match(text, at) or _COMMENT.match(text, at)) is not None:
            at = passed.end()
            continue
        in_list = bool(within) and within[-1] == "["
        token, at = _piece(text, at, a_key=not in_list and before != ":", in_list=in_list)
        if token.kind in ("{", "["):
            within.append(token.kind)
        elif token.kind in ("}", "]") and within:
            within.pop()
        before = token.kind
        yield token
    while True:
        yield Token("end")


def _piece(text: str, at: int, *, a_key: bool, in_list: bool) -> tuple[Token, int]:
    """The token at `at`, and where it ends. a_key: whether a word here names what follows."""
    char = text[at]
    if (left_out := _ELLIPSIS.match(text, at)) is not None:
        return Token("ellipsis"), left_out.end()
    if char in _MARKS:
        return Token(char), at + 1
    if (colon := _COLON.match(text, at)) is not None:
        return Token(":"), colon.end()
    if char in _QUOTES:
        return _quoted(text, at)
    if a_key and (key := _KEY.match(text, at)) is not None:
        return Token("string", _json(key[0])), key.end()
    if not in_list and (comma := _COMMA.match(text, at)) is not None:
        return Token("value", _json(comma[0])), comma.end()
    bare = _BARE.match(text, at)
    if bare is None:
        return Token("cut"), len(text)
    written = bare[0].strip()
    if bare.end() == len(text):
        return Token("cut"), len(text)  # there may have been more of it
    if _ELLIPSIS.match(text, bare.end()) and text[bare.end() - 1] not in " \t":
        return Token("ellipsis"), bare.end()  # 15.… is not 15
    return Token("value", _value(written)), bare.end()


def _value(written: str) -> str:
    if _NUMBER.fullmatch(written):
        return written
    return _WORDS.get(written) or _json(written)


def _quoted(text: str, at: int) -> tuple[Token, int]:
    """A text up to what closes it: a straight double quote always does, the others only where something ends."""
    opened = text[at]
    closers = "".join(map(re.escape, _QUOTES[opened]))
    always = '"|' if opened == '"' else ""
    inner = re.compile(rf"((?:\\.|[^\\\n]|\n(?!\s*\n))*?)(?:{always}[{closers}]{_AFTER})", re.DOTALL)
    found = inner.match(text, at + 1)
    if found is None:
        return Token("cut"), len(text)
    content = found[1].replace("\n", " ")
    if opened == "«":
        content = content.strip()
    return Token("string", _json(_unescaped(content))), found.end()


def _unescaped(content: str) -> str:
    try:
        return msgspec.json.decode(f'"{content}"', type=str)
    except (msgspec.DecodeError, UnicodeError):
        return _ESCAPE.sub(r"\1", content)  # \_ and \' are of other languages


def _json(text: str) -> str:
    return msgspec.json.encode(text.encode("utf-8", "replace").decode()).decode()
