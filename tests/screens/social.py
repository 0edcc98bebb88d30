"""`python -m tests.screens.social`: the picture of links to us, frontend/src/pages/social.png, from the drawing beside it."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.journeys.chromium import launch_arguments
from tests.screens.shrink import shrunk

DRAWING = Path(__file__).parents[2] / "frontend/src/pages/social.svg"
WIDE, TALL = 1200, 630  # what those who show links ask for


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        page = browser.new_page(viewport={"width": WIDE, "height": TALL})
        page.goto(DRAWING.as_uri())
        DRAWING.with_suffix(".png").write_bytes(shrunk(page.screenshot(), browser.new_page()))
        browser.close()


if __name__ == "__main__":
    main()
