"""nginx of our own on loopback, one worker: nchan's channels, a static file, or a thousand owners' servers."""

import os
import resource
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.peers import NCHAN, program
from bench.process import Running, wait_for

# as fast as the peers can be made: no logs, files kept open, room for every connection
_FRAME = """
daemon off;
worker_processes 1;
worker_rlimit_nofile {files};
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
{user}
{modules}
events {{ worker_connections {files}; }}
http {{
    access_log off;
    keepalive_requests 1000000000;
    keepalive_timeout 3600;
    sendfile on;
    tcp_nopush on;
    open_file_cache max=100;
    open_file_cache_valid 3600;
    default_type application/json;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {servers}
}}
"""
_NCHAN = """
    nchan_shared_memory_size 512M;
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location ~ /publish/(\\w+)$ {{
            nchan_publisher;
            nchan_channel_id $1;
            nchan_message_buffer_length {kept};
        }}
        location ~ /stream/(\\w+)$ {{
            nchan_subscriber eventsource;
            nchan_channel_id $1;
            nchan_subscriber_first_message oldest;
            nchan_eventsource_event reading;
        }}
    }}
"""
_STATIC = """
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        root {root};
    }}
"""
_OWNERS = """
    ssl_certificate {root}/../server.pem;
    ssl_certificate_key {root}/../server.pem;
    server {{
        {listen}
        root {root};
    }}
    server {{
        listen 127.0.0.1:{status};
        location / {{ stub_status; }}
    }}
"""


@contextmanager
def nchan(folder: Path, port: int, kept: int) -> Iterator[Running]:
    """kept: messages of a channel, which a new subscriber gets first, as a viewer of quelia gets the latest."""
    with _nginx(folder, port, _NCHAN.format(port=port, kept=kept), modules=f"load_module {NCHAN};") as running:
        yield running


@contextmanager
def static(folder: Path, port: int, root: Path) -> Iterator[Running]:
    with _nginx(folder, port, _STATIC.format(port=port, root=root)) as running:
        yield running


@contextmanager
def owners(folder: Path, ports: Sequence[int], root: Path, *, tls: bool) -> Iterator[Running]:
    """An owner's server on each port but the last, which tells how many requests there were."""
    *open_to, status = ports
    listen = "\n        ".join(f"listen 127.0.0.1:{port}{' ssl' if tls else ''};" for port in open_to)
    servers = _OWNERS.format(folder=folder, listen=listen, root=root, status=status)
    with _nginx(folder, status, servers) as running:
        yield running


@contextmanager
def _nginx(folder: Path, port: int, servers: str, modules: str = "") -> Iterator[Running]:
    place = folder / f"nginx-{port}"
    place.mkdir()
    _, files = resource.getrlimit(resource.RLIMIT_NOFILE)
    user = "user root;" if os.geteuid() == 0 else ""  # else its worker could not read our folder
    config = place / "nginx.conf"
    config.write_text(_FRAME.format(folder=place, files=files, user=user, modules=modules, servers=servers), "utf-8")
    words = [program("nginx"), "-p", str(place), "-e", str(place / "nginx.log"), "-c", str(config)]
    with Running(words, place / "nginx.log") as running:
        wait_for(port, running)
        yield running
