"""A page as somebody goes through it who has a keyboard only."""

from playwright.sync_api import Page

_MOST_TABS = 80
# what is told of the element that has the focus: its name, its label or its text, without what is optional about it
_TOLD = """() => {
  const active = document.activeElement;
  const label = active.labels?.[0]?.cloneNode(true);
  label?.querySelectorAll(".optional").forEach(each => each.remove());
  return (active.getAttribute("aria-label") ?? label?.textContent ?? active.textContent).trim();
}"""


class Keys:
    def __init__(self, page: Page) -> None:
        self._page = page

    def reach(self, name: str) -> None:
        """Press Tab until what has the focus is called so."""
        met: list[str] = []
        for _ in range(_MOST_TABS):
            self._page.keyboard.press("Tab")
            met.append(self._page.evaluate(_TOLD))
            if met[-1] == name:
                return
        raise AssertionError(f"{name} is not reached among {met}")

    def fill(self, name: str, text: str) -> None:
        """In place of what stands there."""
        self.reach(name)
        self._page.keyboard.press("ControlOrMeta+a")
        self._page.keyboard.type(text)

    def choose(self, name: str, option: str) -> None:
        self.reach(name)
        for _ in range(_MOST_TABS):
            if self._page.evaluate("document.activeElement.selectedOptions[0].textContent") == option:
                return
            self._page.keyboard.press("ArrowDown")
        raise AssertionError(f"{name} has no {option}")

    def tick(self, name: str) -> None:
        self.reach(name)
        self._page.keyboard.press("Space")

    def press(self, name: str) -> None:
        """A button or a link that leads to another page."""
        self.reach(name)
        with self._page.expect_navigation():
            self._page.keyboard.press("Enter")
