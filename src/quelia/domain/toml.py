"""TOML as people type it: its tables, or where it is broken."""

import re
import tomllib


class TomlError(Exception):
    """`code` finds the sentence under `problem` in `texts/*/load.json`; fact: line and column, where they are known."""

    def __init__(self, code: str, fact: str = "") -> None:
        super().__init__(code)
        self.code, self.fact = code, fact


def tables(text: str) -> dict[str, object]:
    """What stands in a file. Raises TomlError, which repeats nothing of it: a secret may stand there."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TomlError("toml", _position(text, str(error))) from None
    except ValueError:  # Python reads no integer of more than 4,300 digits
        raise TomlError("toml_number") from None
    except RecursionError:
        raise TomlError("toml_depth") from None


def standing(content: object, place: str) -> object:
    """What stands at `source[0].point[0].scale`."""
    for key, index in re.findall(r"(\w+)|\[(\d+)\]", place):
        if isinstance(content, dict):
            content = content.get(key)
        elif isinstance(content, list) and index:
            content = content[int(index)]
    return content


def _position(text: str, message: str) -> str:
    """Line and column; tomllib says neither where the end of the file came too early."""
    match = re.search(r"at line (\d+), column (\d+)", message)
    return f"{match[1]}:{match[2]}" if match else f"{text.count(chr(10)) + 1}:{len(text) - text.rfind(chr(10))}"
