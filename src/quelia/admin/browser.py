"""A browser in words: people tell their sessions apart by them, not by a User-Agent."""

from quelia.admin.language import spoken
from quelia.texts import texts

# the first that is found: most of them say that they are also those below
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrom": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS", "CrOS": "ChromeOS",
    "Linux": "Linux",
}  # fmt: skip


def browser(user_agent: str) -> str:
    """`Firefox sur Windows`."""
    words = texts(spoken(), "account")["browser"]
    name = next((name for mark, name in _BROWSERS.items() if mark in user_agent), words["unknown"])
    system = next((name for mark, name in _SYSTEMS.items() if mark in user_agent), "")
    told: str = words["on"].format(browser=name, system=system) if system else name
    return told
