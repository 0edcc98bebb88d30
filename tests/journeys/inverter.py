"""An inverter on a thread of its own, which journeys plug in and unplug."""

import asyncio
import threading
from concurrent.futures import Future
from contextlib import AsyncExitStack

from tests.contracts.inputs.device import Device, over_tcp

_DEVICE = [0x5375, 0x6E53, 103, 50, *[0xFFFF] * 12, 4125, 2, *[0xFFFF] * 36, 0xFFFF, 0]
POWER_AT = 40_016


class Inverter:
    """A device on a thread of its own, with a plug."""

    def __init__(self) -> None:
        self.device = Device({40_000: _DEVICE})
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._plug = AsyncExitStack()
        self.port = 0

    def plug_in(self) -> None:
        async def on() -> int:
            return await self._plug.enter_async_context(over_tcp(self.device, port=self.port))

        self.port = self._do(on()).result(10)

    def unplug(self) -> None:
        self._do(self._plug.aclose()).result(10)

    def close(self) -> None:
        self.unplug()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, work: object) -> Future[int]:
        return asyncio.run_coroutine_threadsafe(work, self._loop)  # type: ignore[arg-type]
