"""Polling: a thousand owners' servers on kept connections, beside Prometheus that scrapes as many.

A target is a port of its own on 127.0.0.1, for both. Polls are counted by the servers, not by who asks.
"""

import json
import re
import time
import urllib.request
from pathlib import Path
from typing import NamedTuple

import trustme

from bench.figures import Bounds, Figure, Round, compared
from bench.loads import Count, Window
from bench.nginx import owners
from bench.ports import free_port, free_ports
from bench.process import Running
from bench.product import installed, serving
from bench.prometheus import prometheus

_TARGETS = 1_000
_INTERVAL_S = 2
_MOST_FIRST_S = 20.0
_STEADY = 0.95
_WINDOW_S = 4.0  # whole turns
_MORE = 2
_UNIT = "polls/CPU s"
_METRICS = "# HELP plant_power_watts What the plant gives.\n# TYPE plant_power_watts gauge\nplant_power_watts 4200500\n"


class Poller(NamedTuple):
    """One of the two, and the servers that it polls. status: the port where those say how often they were asked."""

    running: Running
    owners: Running
    status: int

    def window(self) -> Window:
        return Window(self.running, self._count)

    def wait_until_steady(self) -> None:
        """Let it come to its pace, or not get there: the first handshakes take both of them seconds."""
        until = time.monotonic() + _MOST_FIRST_S
        while time.monotonic() < until:
            begun = self.window()
            time.sleep(_INTERVAL_S)
            if begun.ended().done >= _STEADY * _TARGETS:
                return

    def _count(self) -> Count:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.status}/", timeout=10) as answer:
            text = answer.read().decode()
        return Count(int(re.findall(r"\d+", text)[3]), self.owners.cpu_s())


def over_https(folder: Path, rounds: int) -> list[Figure]:
    done = _measured(folder / "https", rounds, tls=True)
    return [compared(f"{_TARGETS:,} targets over HTTPS", _UNIT, done, Bounds(0.6, 1.2, 2.3))]


def over_http(folder: Path, rounds: int) -> list[Figure]:
    done = _measured(folder / "http", rounds, tls=False)
    return [compared(f"{_TARGETS:,} targets over HTTP", _UNIT, done, Bounds(None, 1.5, 3.5))]


def _measured(place: Path, rounds: int, *, tls: bool) -> list[Round]:
    """Both at once, each with servers of its own, so that what else the machine does meets both."""
    authority = _prepare(place)
    ports = free_ports(2 * (_TARGETS + 1))
    our_ports, peer_ports = ports[: _TARGETS + 1], ports[_TARGETS + 1 :]
    urls = [f"http{'s' if tls else ''}://127.0.0.1:{port}/plant.json" for port in our_ports[:-1]]
    # history_s: at their pace even while nobody watches
    installation = installed(place, urls, _INTERVAL_S, history_s=_INTERVAL_S, ca_file=authority)
    with (
        owners(place, our_ports, place / "root", tls=tls) as our_owners,
        owners(place, peer_ports, place / "root", tls=tls) as peer_owners,
        serving(installation) as ours,
        prometheus(place, free_port(), peer_ports[:-1], authority, _INTERVAL_S, tls=tls) as peer,
    ):
        pollers = Poller(ours.running, our_owners, our_ports[-1]), Poller(peer, peer_owners, peer_ports[-1])
        for poller in pollers:
            poller.wait_until_steady()
        return [_round(*pollers) for _ in range(rounds * _MORE)]


def _round(ours: Poller, peer: Poller) -> Round:
    our_window, peer_window = ours.window(), peer.window()
    time.sleep(_WINDOW_S)
    return Round(our_window.ended(), peer_window.ended())


def _prepare(place: Path) -> Path:
    """What the servers show. Returns the file of the authority that vouches for them."""
    (place / "root").mkdir(parents=True)
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(place / "authority.pem"))
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(place / "server.pem"))
    inverter = {"id": 0, "power": 4200.5, "temperature": 41.2, "status": "producing"}
    answer = {"data": {"production": {"currentPower": 4200500, "unit": "W"}}, "inverters": [inverter] * 14}
    (place / "root" / "plant.json").write_text(json.dumps(answer), "utf-8")
    (place / "root" / "metrics").write_text(_METRICS, "utf-8")
    return place / "authority.pem"
