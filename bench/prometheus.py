"""Prometheus of our own, which scrapes as many targets as quelia polls."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.peers import program
from bench.process import Running, wait_for

_CONFIG = """
global:
  scrape_interval: {interval_s}s
  scrape_timeout: {interval_s}s
scrape_configs:
  - job_name: plants
    scheme: {scheme}
    metrics_path: /metrics
    tls_config: {{ ca_file: {ca_file} }}
    static_configs:
      - targets: [{targets}]
"""


@contextmanager
def prometheus(
    folder: Path, port: int, targets: Sequence[int], ca_file: Path, interval_s: int, *, tls: bool
) -> Iterator[Running]:
    """targets: loopback ports."""
    place = folder / "prometheus"
    place.mkdir()
    config = place / "prometheus.yml"
    names = ", ".join(f"'127.0.0.1:{target}'" for target in targets)
    scheme = "https" if tls else "http"
    config.write_text(_CONFIG.format(interval_s=interval_s, scheme=scheme, ca_file=ca_file, targets=names), "utf-8")
    words = [
        program("prometheus"),
        f"--config.file={config}",
        f"--storage.tsdb.path={place / 'series'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=warn",
    ]
    with Running(words, place / "prometheus.log") as running:
        wait_for(port, running)
        yield running
