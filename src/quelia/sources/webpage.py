"""A web page where an answer was expected: what sort of page it is tells what to change."""

import re

_READ = 64 * 1024  # bytes; forms and scripts of a page of entry stand in less
# in this order: a challenge may hold a form, and an application a title that speaks of entering
_SORTS = (
    (
        "challenge",
        re.compile(r"captcha|cf-challenge|challenge-platform|just a moment|enable javascript and cookies|ddos", re.I),
    ),
    (
        "login",
        re.compile(
            r"""type\s*=\s*["']?password|name\s*=\s*["']?(?:password|passwd|mot_?de_?passe|username|login)\b"""
            r"|<title[^<]*>[^<]*(?:log\s?-?in|sign\s?-?in|connexion|identifi|authenti|anmeld|accedi|iniciar sesi|inloggen)"
            r"|/(?:oauth2?|saml2?|adfs|openid-connect|cas)/",
            re.I,
        ),
    ),
    ("listing", re.compile(r"<title>\s*index of /|welcome to nginx|apache2? [^<]*default page|iis windows", re.I)),
    ("app", re.compile(r"""<(?:div|main|body)[^>]*\bid\s*=\s*["']?(?:root|app|__next|__nuxt)\b""", re.I)),
)


def sort_of(body: bytes) -> str:
    """challenge: it wants to see a person. login: a person is to sign in. listing: a server as it was installed. app: an
    application that a browser runs. Empty where nothing tells."""
    text = body[:_READ].decode("utf-8", "replace")
    return next((sort for sort, pattern in _SORTS if pattern.search(text)), "")
