"""Headers that keep a page to itself: what may run, who may frame it, who may read it from elsewhere."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors "
)
# a picture holds nothing that runs, loads or leads anywhere, also where it is opened by itself
_PICTURE = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
# what stands in the address opens it: nobody else is told, and nothing finds it again
_UNSEEN = {
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
_OF_OWNERS = ("/reponse/", "/suivi/")
# what any site may read: public, the same for everybody, and without cookies
_OPEN = ("/v1/", "/embed/", "/badge/", "/oembed")
# what is sent with a key comes from a program, never from a page of another site
SENT_TO = ("/v1/push", "/v1/bridge")


def framed_by(sites: Sequence[str]) -> str:
    """The policy of a page that these sites may frame, and the office, which shows it there; everybody, if none is named."""
    return _POLICY + (" ".join(("'self'", *sites)) if sites else "*")


def headers_for(path: str) -> dict[str, str]:
    """What every answer at `path` carries."""
    framed = path.startswith("/embed/")
    headers = _EVERYWHERE | {"Content-Security-Policy": _POLICY + ("*" if framed else "'none'")}
    if not framed:
        headers["X-Frame-Options"] = "DENY"
    if path.startswith("/admin"):
        # shows what others will frame, and can frame nothing else: all our other pages refuse it
        headers["Content-Security-Policy"] += "; frame-src 'self'"
        # nothing to others; within, what checks the origin of a form needs it
        headers["Referrer-Policy"] = "same-origin"
    if path.startswith("/apercu"):
        headers |= _UNSEEN | {"Content-Security-Policy": _POLICY + "'self'; frame-src 'self'"}
    if path == "/tester" or path.startswith("/tester/"):
        headers["Referrer-Policy"] = "no-referrer"  # a link is a key
    if path.startswith(_OF_OWNERS):
        # what checks the origin of a form needs the Referrer; nobody else is told, since it opens the page
        headers |= _UNSEEN | {"Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}
    if path.startswith(_OPEN) and path not in SENT_TO:
        headers["Access-Control-Allow-Origin"] = "*"
    if (path.startswith("/badge/") and path.endswith(".svg")) or path.startswith("/logo/"):
        headers["Content-Security-Policy"] = _PICTURE
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return headers


READ_ONLY = "GET, HEAD, OPTIONS"
# what a browser asks before a script of another site may add headers; ours is the same for everybody, and never for cookies
_PREFLIGHT = {
    "Allow": READ_ONLY,
    "Access-Control-Allow-Methods": READ_ONLY,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Cache-Control, If-None-Match, Last-Event-ID",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "public, max-age=86400",
}


class SecurityHeaders:
    """ASGI middleware: adds the headers by the path asked for, and answers OPTIONS of the public JSON."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        added = headers_for(scope["path"])

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # a page that only some sites may frame says so itself
                own = headers.get("Content-Security-Policy")
                headers.update(added)
                if own is not None:
                    headers["Content-Security-Policy"] = own
            await send(message)

        open_to_all = scope["path"].startswith("/v1/") and scope["path"] not in SENT_TO
        asked_what_may_be_asked = scope["method"] == "OPTIONS" and open_to_all
        app = Response(status_code=204, headers=_PREFLIGHT) if asked_what_may_be_asked else self._app
        await app(scope, receive, send_with_headers)
