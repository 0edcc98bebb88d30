"""Challenges of the Digest scheme, and the answers to them, as RFC 7616 has them."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from quelia.sources.auth.shown import CONTROL, quoted, utf8

_TOKEN = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"  # noqa: S105 - the word of RFC 9110
_QUOTED = r'"(?:[^"\\]|\\.)*"'
# a word that begins a challenge, or a parameter of the one before
_PIECE = re.compile(
    rf"\s*(?:({_TOKEN})\s*=\s*({_TOKEN}|{_QUOTED})|({_TOKEN})(?:\s+[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$)))?)\s*(?:,|(?=\s)|$)"
)
_HASHES = {"MD5": "md5", "SHA-256": "sha256", "SHA-512-256": "sha512_256"}
_MOST = 100  # parameters and words; real ones have ten


class Challenge(msgspec.Struct, frozen=True):
    """What a server wants answered. algorithm: as it wrote it; "" where it did not, which means MD5. Texts are latin-1."""

    realm: str
    nonce: str
    algorithm: str = ""
    opaque: str | None = None
    qop: bool = False  # whether "auth" is offered; otherwise the way before RFC 2617
    stale: bool = False
    userhash: bool = False

    @property
    def hashed_by(self) -> str | None:
        """The name of the hash in Python; None where we have it not."""
        name = _HASHES.get((self.algorithm or "MD5").upper().removesuffix("-SESS"))
        return name if name in hashlib.algorithms_available else None

    def after(self, nonce: str) -> "Challenge":
        """The next one, where a server names it beforehand."""
        return msgspec.structs.replace(self, nonce=nonce, stale=False)

    def answer(self, *, user: str, password: str, method: str, uri: str, count: int, cnonce: str) -> dict[str, str]:
        """The parameters of the answer, in order. count: of answers to this challenge, from 1. cnonce: the same for all."""
        realm, nonce = self.realm.encode("latin-1"), self.nonce.encode("latin-1")
        secret = self._hash(utf8(user), realm, utf8(password))
        if self.algorithm.upper().endswith("-SESS"):
            secret = self._hash(secret.encode(), nonce, cnonce.encode())
        asked = self._hash(method.encode(), uri.encode())
        counted = (f"{count:08x}".encode(), cnonce.encode(), b"auth") if self.qop else ()
        known = {
            "username": self._hash(utf8(user), realm) if self.userhash else user,
            "realm": self.realm,
            "nonce": self.nonce,
            "uri": uri,
            "response": self._hash(secret.encode(), nonce, *counted, asked.encode()),
        }
        if self.opaque is not None:
            known["opaque"] = self.opaque
        if self.algorithm:
            known["algorithm"] = self.algorithm
        if self.qop:
            known |= {"qop": "auth", "nc": f"{count:08x}", "cnonce": cnonce}
        return known | ({"userhash": "true"} if self.userhash else {})

    def _hash(self, *parts: bytes) -> str:
        return hashlib.new(self.hashed_by or "md5", b":".join(parts), usedforsecurity=False).hexdigest()


def written(answer: Mapping[str, str]) -> str:
    """The answer as a header has it."""
    bare = {"algorithm", "qop", "nc", "userhash"}
    parts = [f"{name}={text}" if name in bare else _parameter(name, text) for name, text in answer.items()]
    return "Digest " + ", ".join(parts)


def chosen(headers: Sequence[str]) -> Challenge | None:
    """The first challenge of WWW-Authenticate that we can answer: servers name the one they like best first."""
    for word, told in _challenges(", ".join(headers)):
        if word != "digest" or not told.keys() >= {"realm", "nonce"}:
            continue
        offered = [each.strip().lower() for each in told.get("qop", "").split(",")]
        made = Challenge(
            realm=told["realm"],
            nonce=told["nonce"],
            algorithm=told.get("algorithm", ""),
            opaque=told.get("opaque"),
            qop="auth" in offered,
            stale=told.get("stale", "").lower() == "true",
            userhash=told.get("userhash", "").lower() == "true",
        )
        if made.hashed_by is not None and (made.qop or offered == [""]):
            return made
    return None


def parameters(text: str) -> dict[str, str]:
    """Those of one header without a word before them, such as Authentication-Info."""
    return next(_challenges(f"Digest {text}"), ("", {}))[1]


def _challenges(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each with its word in small letters. Where the text is none of that kind, it ends there."""
    word, told = "", dict[str, str]()
    for piece in _pieces(text):
        if piece[3] is not None:
            if word:
                yield word, told
            word, told = piece[3].lower(), {}
        elif word:
            told.setdefault(piece[1].lower(), _unquoted(piece[2]))
    if word:
        yield word, told


def _pieces(text: str) -> Iterator[re.Match[str]]:
    at = 0
    for _ in range(_MOST):
        piece = _PIECE.match(text, at)
        if piece is None or CONTROL.search(piece[0]):  # it would be said back
            return
        yield piece
        at = piece.end()


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text


def _parameter(name: str, text: str) -> str:
    if name == "username" and not text.isascii():
        return f"username*=UTF-8''{quoted(text)}"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'{name}="{escaped}"'
