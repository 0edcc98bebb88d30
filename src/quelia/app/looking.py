"""Looking: what a preview shows at this moment, for threads of the office; the hub lives on the loop."""

import asyncio
from typing import TYPE_CHECKING

from quelia.domain.catalog import draft_channel
from quelia.domain.reading import Shown
from quelia.web.window import Window
from quelia.web.wording import live

if TYPE_CHECKING:
    from quelia.admin.desk import Seen

_FIRST_S = 4.0  # a source that nobody watched is asked now: its server has three seconds, most often
_AGAIN_S = 0.1
_LONGEST_S = 10.0
_NOT_YET = ("waiting", "stale")


class Looking:
    """loop: where the hub lives, set before the first look."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self.loop: asyncio.AbstractEventLoop | None = None

    def look(self, slug: str, lang: str) -> "Seen | None":
        """None for a plant that the running catalog does not know yet."""
        assert self.loop is not None, "who asks came over the loop"
        return asyncio.run_coroutine_threadsafe(self._looked(slug, lang), self.loop).result(_LONGEST_S)

    async def _looked(self, slug: str, lang: str) -> "Seen | None":
        from quelia.admin.desk import Seen

        loop = asyncio.get_running_loop()
        until = loop.time() + _FIRST_S
        shown = self._shown(slug)
        while (shown is None or shown.state in _NOT_YET) and loop.time() < until:
            await asyncio.sleep(_AGAIN_S)
            shown = self._shown(slug)
        plant = self._window.catalog.plants.get(slug)
        if shown is None or plant is None:
            return None
        said = live(shown, plant, lang)
        value = f"{said['number']}\u00a0{said['unit']}" if said["number"] else ""
        return Seen(shown.state, str(said["word"]), value)

    def _shown(self, slug: str) -> Shown | None:
        channel = draft_channel(slug)
        self._window.demand.asked(channel)
        return next(iter(self._window.hub.shown(channel)), None)
