"""What is wrong with the URL of a source: where it leads, and a key that would stand in it unsealed."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_plus

from quelia.domain.errors import AddressRefused
from quelia.store.declaration import Problem

CheckUrl = Callable[[str], object]  # raises AddressRefused

# the last word of a name says what stands there: key, api_key, x-functions-key, accessToken
_WORD = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*", re.ASCII)
_SECRETS = re.compile(
    "key|token|auth|authorization|secret|password|passwd|passphrase|pass|passe|pwd|psw|pw|signature|sig|hmac|credentials?|jwt|bearer"
    "|cle|jeton|mdp"
)
# and without a mark between the words
_RUN_TOGETHER = re.compile(
    ".*(?:(?:api|app|access|auth|secret|private|shared|subscription|account|client|user|license|functions)key"
    "|token|secret|password|passwd|signature|motdepasse|cleapi)"
)


def problems(where: str, url: str, check_url: CheckUrl) -> Iterator[Problem]:
    """All that must be corrected in `url`. A value of its query is never repeated."""
    try:
        check_url(url)
    except AddressRefused as error:
        yield Problem(where, f"address.{error.fault}", facts=error.facts)
    for name in dict.fromkeys(_filled(url)):
        if is_secret(name):
            yield Problem(where, "key_in_url", name)


def is_secret(name: str) -> bool:
    """Whether a parameter of this name holds a key, as far as a name can tell."""
    words = [word.lower() for word in _WORD.findall(name)]
    return bool(words and (_SECRETS.fullmatch(words[-1]) or _RUN_TOGETHER.fullmatch("".join(words))))


def _filled(url: str) -> Iterator[str]:
    """The names of the parameters that have a value, decoded. Some servers take `;` for `&`."""
    query = url.partition("?")[2].partition("#")[0]
    for parameter in re.split("[&;]", query):
        name, _, value = parameter.partition("=")
        if value:
            yield unquote_plus(name)
