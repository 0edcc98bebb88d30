"""Looking: what a preview shows at this moment."""

import asyncio
from typing import TYPE_CHECKING

from quelia.domain.catalog import draft_channel
from quelia.domain.reading import Shown
from quelia.web.window import Window
from quelia.web.wording import live

if TYPE_CHECKING:
    from quelia.admin.desk import Seen

_FIRST_S = 7.0  # a source that nobody watched is asked within five seconds, most often, and answers in one or two
_AGAIN_S = 0.1
_NOT_YET = ("waiting", "stale")


class Looking:
    def __init__(self, window: Window) -> None:
        self._window = window

    async def look(self, slug: str, lang: str) -> "Seen | None":
        """Waits a little for a first value. None for a plant that the running catalog does not know yet."""
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
        return Seen(shown.state, str(said["word"]), value, simulated=shown.simulated is True)

    def _shown(self, slug: str) -> Shown | None:
        channel = draft_channel(slug)
        self._window.demand.asked(channel)
        return next(iter(self._window.hub.shown(channel)), None)
