"""What the doctor says of the service that runs on the folder, and of its engine."""

import re
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException

from quelia.cli.finding import Finding, look, well
from quelia.settings import Settings
from quelia.store.leases import held

HOST, PORT = "127.0.0.1", 8000
_PATIENCE_S = 2.0
_MOST_BYTES = 4_000_000
_FIGURE = re.compile(r"^(\w+)(?:\{[^}]*\})? ([0-9.e+]+)$", re.M | re.ASCII)
_NEARLY_ALL = 0.8


def service(settings: Settings, host: str, port: int) -> Iterator[Finding]:
    """Whether one reads the sources, and what it measures about itself."""
    if not held(settings.database_file):
        yield look("service_none")
        return
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    figures = _figures(host, port)
    if "quelia_sources" not in figures:
        yield look("service_silent", url=url)
        return
    count = {name: round(number) for name, number in figures.items()}
    yield well(
        "service",
        url=url,
        sources=count["quelia_sources"],
        live=count.get("quelia_plant_live", 0),
        streams=count.get("quelia_streams", 0),
    )
    polls, failed = count.get("quelia_polls_total", 0), count.get("quelia_polls_failed_total", 0)
    yield well("engine", polls=polls, failed=failed)
    if count.get("quelia_readings_unrecorded"):
        yield look("unrecorded", count=count["quelia_readings_unrecorded"])
    opened, most = count.get("process_open_fds", 0), count.get("process_max_fds", 0)
    if opened > most * _NEARLY_ALL:
        yield look("service_files", opened=opened, most=most)


def _figures(host: str, port: int) -> dict[str, float]:
    """What GET /metrics says, summed over labels; nothing where nobody answers."""
    connection = HTTPConnection(host, port, timeout=_PATIENCE_S)
    try:
        connection.request("GET", "/metrics")
        text = connection.getresponse().read(_MOST_BYTES).decode("utf-8", "replace")
    except (OSError, OverflowError, HTTPException):
        return {}
    finally:
        connection.close()
    figures: dict[str, float] = {}
    for name, number in _FIGURE.findall(text):
        figures[name] = figures.get(name, 0.0) + float(number)
    return figures
