"""The sites that may frame a map: origins, in the one form that a content security policy takes."""

import re

import idna

_ORIGIN = re.compile(r"(https?)://(\*\.)?([^\s/?#\\@:\[\]*]+)(?::([0-9]{1,5}))?([/?#]\S*)?", re.IGNORECASE | re.ASCII)
_BARE = re.compile(r"(?:\*\.)?[^\s/?#\\@:\[\]*]+\.[^\s/?#\\@:\[\]*]+(?::[0-9]{1,5})?/?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_DEFAULT_PORTS = {"http": 80, "https": 443}
_LONGEST = 253


class SiteError(ValueError):
    """code: finds the sentence. fact: what was meant, where that is known, else what was written."""

    def __init__(self, code: str, fact: str) -> None:
        super().__init__(f"{code}: {fact}")
        self.code, self.fact = code, fact


def site(text: str) -> str:
    """`https://Énergie.example:443/` as `https://xn--nergie-9ua.example`.

    `*.` in front stands for all names below one, which must have two parts itself. Raises SiteError.
    """
    found = _ORIGIN.fullmatch(text)
    if found is None:
        if _BARE.fullmatch(text):
            raise SiteError("site_scheme", f"https://{text.removesuffix('/')}")
        raise SiteError("site", text)
    scheme, all_below, host, port, rest = found.groups(default="")
    name = _name(host, text)
    if all_below and ("." not in name or name.rpartition(".")[2].isdigit()):
        raise SiteError("site_wildcard", text)
    origin = f"{scheme.lower()}://{all_below}{name}{_port(scheme.lower(), port, text)}"
    if rest not in ("", "/"):
        raise SiteError("site_path", origin)
    return origin


def _name(host: str, text: str) -> str:
    """In ASCII and small letters."""
    try:
        name = host.lower() if host.isascii() else idna.encode(host, uts46=True, std3_rules=True).decode("ascii")
    except UnicodeError as error:  # idna's own errors are UnicodeErrors
        raise SiteError("site", text) from error
    if len(name) > _LONGEST or not all(_LABEL.fullmatch(label) for label in name.split(".")):
        raise SiteError("site", text)
    return name


def _port(scheme: str, port: str, text: str) -> str:
    """With its colon; nothing for the usual one."""
    if not port or int(port) == _DEFAULT_PORTS[scheme]:
        return ""
    if not 0 < int(port) < 65536:
        raise SiteError("site", text)
    return f":{int(port)}"
