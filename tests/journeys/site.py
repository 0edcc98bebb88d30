"""A customer's site: a web server of another origin, whose pages say what a test wants them to."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Runs in a thread of its own. asked: the paths that were asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        pages: dict[str, tuple[dict[str, str], bytes]] = {}
        self._pages = pages
        asked = self.asked

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                headers, content = pages.get(self.path, ({}, b""))
                self.send_response(200 if headers else 404)
                for name, text in headers.items():
                    self.send_header(name, text)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def put(self, path: str, text: str, *, kind: str = "text/html", charset: str = "utf-8", **headers: str) -> str:
        """A page, in an encoding. headers: `content_security_policy` for Content-Security-Policy. Returns its address."""
        named = {name.replace("_", "-"): line for name, line in headers.items()}
        self._pages[path] = {"Content-Type": f"{kind}; charset={charset}"} | named, text.encode(charset)
        return self.url + path

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
