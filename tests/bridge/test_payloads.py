"""Real answers of plant systems through the inputs of the bridge: QUELIA_PAYLOADS names their folder.

Each row of its index becomes an input that is made of nothing but what a configuration can say; the rules for that are
those of `tests/domain/test_payloads.py` and never look at what the row says the number is.
"""

import asyncio
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from quelia.bridge.inputs import http as http_input
from quelia.bridge.inputs import json as json_input
from quelia.bridge.inputs.input import Input
from quelia.bridge.sample import Sample
from quelia.domain.errors import REASONS, SourceError
from quelia.domain.path import Path as Way
from tests.bridge.inputs.sites import site
from tests.domain.test_payloads import CASES, FOLDER, INEXPRESSIBLE, PICKS, format_of, quantity_of, unit_of

pytestmark = pytest.mark.journey

LATER = 1_800_000_000.0  # in 2027, later than all of them
KEPT = Path(str(FOLDER))


class _Answers(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = (KEPT / self.path.removeprefix("/")).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def point(row: dict[str, Any], form: str | None) -> dict[str, Any]:
    path, unit = (row[form] if form else ""), unit_of(row)
    pick = PICKS.get(row["id"], "only") if form == "jsonpath_filter" else "only"
    facts = {"path": path, "unit": unit.symbol, "quantity": quantity_of(unit), "pick": pick}
    return {**facts, "number": format_of(row, Way(path))}


def read(made: Input) -> Sample | SourceError:
    async def once() -> Sample | SourceError:
        try:
            (sample,) = await made.read()
        except SourceError as error:
            return error
        finally:
            await made.close()
        return sample

    return asyncio.run(once())


def check(row: dict[str, Any], found: Sample | SourceError) -> None:
    whole = found if isinstance(found, SourceError) else None
    number = found.value if isinstance(found, Sample) else None
    error = found.error if isinstance(found, Sample) else whole
    if row["expect"] == "number" and row["id"] not in INEXPRESSIBLE:
        assert error is None
        assert number == pytest.approx(float(row["value"]), rel=1e-9)
    elif row["expect"] == "null":
        assert (number, error) == (None, None)
    else:
        assert (number, error is not None and error.code in REASONS) == (None, True)


@pytest.mark.parametrize(("row", "form"), CASES)
def test_a_real_answer_in_a_file(row: dict[str, Any], form: str | None, tmp_path: Path) -> None:
    table = {"type": "json", "name": "file", "timeout_s": 0.1, "max_age_s": 3e7, "file": str(KEPT / row["file"])}
    made = msgspec.convert({**table, "point": [point(row, form)]}, json_input.Settings)
    check(row, read(json_input.opened(made, site(tmp_path, LATER))))


@pytest.mark.parametrize(("row", "form"), CASES)
def test_a_real_answer_of_a_device(row: dict[str, Any], form: str | None, port: int, tmp_path: Path) -> None:
    table = {"type": "http", "name": "device", "url": f"http://127.0.0.1:{port}/{row['file']}"}
    made = msgspec.convert({**table, "point": [point(row, form)]}, http_input.Settings)
    check(row, read(http_input.opened(made, site(tmp_path, LATER))))
