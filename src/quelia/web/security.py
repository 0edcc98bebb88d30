"""Headers that keep a page to itself: what may run, who may frame it, who may read it from elsewhere."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; frame-ancestors "
)
_EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
# what any site may read: public, the same for everybody, and without cookies
_OPEN = ("/v1/", "/embed/", "/badge/")


class SecurityHeaders:
    """ASGI middleware: adds the headers by the path asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _EVERYWHERE.items():
                    headers[name] = value
                framed = path.startswith("/embed/")
                headers["Content-Security-Policy"] = _POLICY + ("*" if framed else "'none'")
                if not framed:
                    headers["X-Frame-Options"] = "DENY"
                if path.startswith(_OPEN):
                    headers["Access-Control-Allow-Origin"] = "*"
            await send(message)

        await self._app(scope, receive, send_with_headers)
