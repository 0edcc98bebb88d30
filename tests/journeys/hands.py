"""Somebody's hands at the office without a browser: forms are sent as one would, and all that is said is kept."""

import re
from typing import Self

import aiohttp

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_LEAST_S = 30.0


class Hands:
    """said: whatever came, with its headers, by what was asked. led: where the last answer led to, empty where nowhere.

    Addresses are paths of `base`.
    """

    def __init__(self, base: str, name: str) -> None:
        self._base, self._name = base, name
        self.said: dict[str, bytes] = {}
        self._token, self.led = "", ""

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=_LEAST_S)
        jar = aiohttp.CookieJar(unsafe=True)
        self._session = aiohttp.ClientSession(timeout=timeout, cookie_jar=jar, headers={"Accept-Language": "fr"})
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    async def choose(self, link: str, password: str) -> None:
        """A password, by a one-time link, which leads to a page of its own."""
        async with self._session.get(link, allow_redirects=False) as got:
            path = got.headers["Location"]
        await self.get(path)
        status, _ = await self.post(path, {"password1": password, "password2": password})
        assert status == 302

    async def enter(self, email: str, password: str) -> None:
        await self.get("/admin/login/")
        status, _ = await self.post("/admin/login/", {"login": email, "password": password})
        assert status == 302

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(self._base + path, allow_redirects=False) as got:
            return await self._keep(got, f"GET {path}")

    async def post(self, path: str, form: dict[str, str], label: str = "") -> tuple[int, str]:
        """With the token of the last page that had one."""
        given = {"csrfmiddlewaretoken": self._token, **form}
        headers = {"Origin": self._base, "Referer": self._base + path, "Sec-Fetch-Site": "same-origin"}
        async with self._session.post(self._base + path, data=given, headers=headers, allow_redirects=False) as got:
            return await self._keep(got, f"POST {path} {label}")

    async def _keep(self, got: aiohttp.ClientResponse, asked: str) -> tuple[int, str]:
        body = await got.read()
        self.led = got.headers.get("Location", "")
        self.said[f"{self._name}: {asked}, {len(self.said)}"] = str(got.raw_headers).encode() + body
        text = body.decode("utf-8", "replace")
        if (found := _TOKEN.search(text)) is not None:
            self._token = found[1]
        return got.status, text
