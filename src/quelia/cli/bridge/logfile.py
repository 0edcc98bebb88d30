"""A log in a file, where no journal takes what is written: on Windows."""

import io
from contextlib import suppress
from pathlib import Path

_LARGEST = 5_000_000  # weeks of an eventful bridge; the one before it is kept


class LogFile(io.TextIOBase):
    """A stream of lines. Once it is too large it becomes `NAME.1`, and the one of that name goes. Raises OSError."""

    def __init__(self, path: Path, largest: int = _LARGEST) -> None:
        self._path, self._largest = path, largest
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")

    def write(self, text: str) -> int:
        written = self._file.write(text)
        if text.endswith("\n") and self._file.tell() > self._largest:
            self._file.close()
            with suppress(OSError):  # somebody looks at it just now, and Windows lets no file go meanwhile
                self._path.replace(self._path.with_name(f"{self._path.name}.1"))
            self._file = self._path.open("a", encoding="utf-8")
        return written

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        super().close()  # which flushes
        self._file.close()
