"""The office of an installation, with the accounts that the command line makes."""

import re
import socket
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.service import Service

PASSWORD = "une phrase que personne ne devine"


class Office:
    """url: the public address, as links have it and as a browser trusts it without TLS."""

    def __init__(
        self,
        folder: Path,
        ca_file: Path | None = None,
        *,
        reach: str = "localhost",
        open_to_strangers: bool = False,
        **settings: str,
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self.url = f"http://localhost:{self._port}"
        self.service = Service(
            folder, ca_file, reach=reach, ahead_s=0.0, open_to_strangers=open_to_strangers, QUELIA_PUBLIC_URL=self.url,
            **settings,
        )  # fmt: skip

    def open(self) -> None:
        self.service.start(self._port)

    def create(self, email: str) -> str:
        """As its operator types it. Returns the one-time link that is printed."""
        printed = self.service.run("admin", "create", email, "--lang", "fr")
        found = re.search(r"http\S+", printed)
        assert found, printed
        return found[0]

    def enter(self, page: Page, email: str, link: str = "") -> None:
        """Sign in, with the link for the first time: not what a test is about, therefore with the mouse."""
        if link:
            page.goto(link)
            for number in (1, 2):
                page.locator(f"[name=password{number}]").fill(PASSWORD)
            page.locator("main .go").click()
        page.goto(f"{self.url}/admin/login/")
        page.locator("[name=login]").fill(email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main .go").click()
        expect(page.locator(".self")).to_be_visible()

    def confirm(self, page: Page) -> None:
        """Say the password once more, where it is asked for."""
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main .go").click()
