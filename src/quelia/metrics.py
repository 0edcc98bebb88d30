"""What quelia measures about itself, for those who run it: GET /metrics.

No label says more than the number of a plant: no URL, no name, no error text.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.gc_collector import GCCollector
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

_LOOK_S = 0.02
# Between two looks. Without a rest they would be most of what an idle process does; tests that miss nothing do without.
REST_S = 5.0

REGISTRY = CollectorRegistry()
for _collector in (ProcessCollector, PlatformCollector, GCCollector):
    _collector(registry=REGISTRY)

POLLS = Counter("quelia_polls", "Answers of owners' servers, good ones and failures", registry=REGISTRY)
POLLS_FAILED = Counter("quelia_polls_failed", "Polls that gave no value", registry=REGISTRY)
POLL_SECONDS = Histogram(
    "quelia_poll_seconds",
    "From asking an owner's server to its whole answer, or to the failure",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10),
    registry=REGISTRY,
)
LATE_SECONDS = Histogram(
    "quelia_poll_late_seconds",
    "How long after its turn a source was asked",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5),
    registry=REGISTRY,
)
LOOP_BUSY_SECONDS = Histogram(
    "quelia_loop_busy_seconds",
    "CPU time that the event loop spent between two looks at the clock",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1),
    registry=REGISTRY,
)
PUSHED = Counter("quelia_pushed_readings", "Readings that were pushed and stored", registry=REGISTRY)
PUSHES_REFUSED = Counter("quelia_pushes_refused", "Bodies that were not taken, by why", ["code"], registry=REGISTRY)
SOURCES = Gauge("quelia_sources", "Sources that this process knows", registry=REGISTRY)
STREAMS = Gauge("quelia_streams", "Open streams of viewers", registry=REGISTRY)
INCIDENTS = Gauge("quelia_incidents_open", "Sources that are down for longer than they may be", registry=REGISTRY)
NOT_SENT = Counter("quelia_alerts_not_sent", "E-mails of incidents that no mail server took", registry=REGISTRY)
UNRECORDED = Gauge("quelia_readings_unrecorded", "Readings that the history could not keep", registry=REGISTRY)


def exposition(live: Mapping[int, bool]) -> bytes:
    """All of it, in the text format of Prometheus. live: whether a plant is, by its number.

    May be called in a thread: for thousands of plants it takes too long for the loop.
    """
    plants = GaugeMetricFamily("quelia_plant_live", "1 while the plant is live", labels=["plant"])
    for number, is_live in live.items():
        plants.add_metric([str(number)], is_live)
    return generate_latest(REGISTRY) + generate_latest(_Once(plants))


class _Once(CollectorRegistry):
    """A registry of one family, made for one answer."""

    def __init__(self, family: Metric) -> None:
        super().__init__()
        self._family = family

    def collect(self) -> Iterator[Metric]:
        yield self._family


async def watch_loop() -> None:
    """Measure, until cancelled, for how long the loop served nobody: by its own CPU time, whatever else the machine does."""
    while True:
        worked = time.thread_time()
        await asyncio.sleep(_LOOK_S)
        LOOP_BUSY_SECONDS.observe(time.thread_time() - worked)
        if REST_S:
            await asyncio.sleep(REST_S)
