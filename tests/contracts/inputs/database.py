"""A PostgreSQL of one's own, in a folder, over TCP on this machine."""

import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_SCRIPT = Path(__file__).parents[3] / "scripts" / "find-server"
_LONGEST_S = 30.0


class Postgres:
    """password: of the user `reader`, who may read the table `live` and no more."""

    def __init__(self, folder: Path) -> None:
        programs = Path(
            subprocess.run([_SCRIPT, "postgres"], check=True, capture_output=True, text=True).stdout.strip()
        )
        self._programs, self._folder, self.password = programs.parent, folder, "s3cret reader"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        # it does not run as root
        self._as = "postgres" if os.geteuid() == 0 else None
        if self._as is not None:
            place = pwd.getpwnam(self._as)
            shutil.chown(folder, place.pw_uid, place.pw_gid)
        self._process: subprocess.Popen[bytes] | None = None
        (folder.parent / "owner").write_text("owner's")
        self._run("initdb", "-D", str(folder / "data"), "-U", "owner", "--auth=scram-sha-256", "--no-sync",
                  f"--pwfile={folder.parent / 'owner'}")  # fmt: skip

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", self._folder / "data", "-p", str(self.port), "-h", "127.0.0.1",
             "-k", self._folder, "-c", "fsync=off"],
            user=self._as, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + _LONGEST_S
        while True:
            try:
                self.do("SELECT 1")
            except psycopg.OperationalError:
                assert time.monotonic() < until
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def do(self, *statements: str) -> None:
        address = f"host=127.0.0.1 port={self.port} user=owner dbname=postgres"
        with psycopg.connect(address, password="owner's", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://reader@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [self._programs / program, *words], user=self._as, check=True, capture_output=True, cwd=self._folder
        )


@contextmanager
def postgres(folder: Path) -> Iterator[Postgres]:
    """With a table `live` and its reader."""
    for each in (folder, *folder.parents):  # whoever runs it must get there
        if each.stat().st_uid == os.geteuid() and each != Path("/"):
            each.chmod(each.stat().st_mode | 0o055)
    place = folder / "postgres"
    place.mkdir()
    server = Postgres(place)
    server.start()
    server.do(
        "CREATE TABLE live (site TEXT, p_kw NUMERIC(8,2), at TIMESTAMPTZ)",
        f"CREATE USER reader PASSWORD '{server.password}'",
        "GRANT ALL ON live TO reader",  # more than it should have: only the transaction keeps it from writing
    )
    try:
        yield server
    finally:
        server.stop()
