"""The ways in which a secret is shown to an owner's server: their names, and what each must be told besides the secret."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import msgspec


class Needs(msgspec.Struct, frozen=True):
    """keys: of `auth`, that must be given. writes: the header it stands in; "name": the one that is called so; "": none.

    bare: the secret stands there as it is, so that it must be ASCII. beside: the scheme that must stand beside it.
    """

    keys: tuple[str, ...] = ()
    writes: Literal["authorization", "name", ""] = "authorization"
    bare: bool = False
    beside: str = ""


# how a secret is shown stands in the file of the same name in `sources/auth/`
SCHEMES: Mapping[str, Needs] = {
    "query": Needs(("name",), writes=""),
    "bearer": Needs(bare=True),
    "basic": Needs(("user",)),
    "header": Needs(("name",), writes="name", bare=True),
    "digest": Needs(("user",)),
    "oauth2": Needs(("user", "token_url")),
    "oauth2_secret": Needs(writes="", beside="oauth2"),
}

if TYPE_CHECKING:
    Scheme = str
else:  # who reads a file is told which words there are
    Scheme = Literal[("none", *SCHEMES)]

# what is given for a token: client id and secret, or a refresh token
Grant = Literal["client_credentials", "refresh_token"]
# where client id and secret stand when a token is asked for
Place = Literal["header", "body"]

# No secret has a line break. A refresh token that its server replaced stands before the one that was declared: so a
# file that still names the latter does not bring it back.
_JOINT = "\n"


def current(secret: str) -> str:
    """The refresh token to use now."""
    return secret.partition(_JOINT)[0]


def declared(secret: str) -> str:
    """The one that was declared."""
    return secret.rpartition(_JOINT)[2]


def replaced(secret: str, new: str) -> str:
    """What to keep once `new` has taken its place."""
    return f"{new}{_JOINT}{declared(secret)}"
