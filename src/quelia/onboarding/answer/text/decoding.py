"""From bytes to text, and from text that was read in the wrong encoding to what was meant."""

import codecs
import unicodedata

import ftfy

_CONFIG = ftfy.TextFixerConfig(
    # only what encodings broke: a secret or a quoted text stays as it was typed
    unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False,
    uncurl_quotes=False, fix_line_breaks=False, normalization="NFC", explain=False,
)  # fmt: skip
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# of what is no UTF-8: Windows, then old DOS programs and old Macs
_EIGHT_BITS = ("cp1252", "cp850", "mac_roman")
_MOST_TIMES = 3  # that a text was read in the wrong encoding
_USUAL = frozenset("éèêëàâäùûüçôöîïÉÈÊÀÂÇÔœŒæ’‘“”«»…–—•€°²³µ\xa0☐☒")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_SPACES = {char: " " for char in range(0x10000) if unicodedata.category(chr(char)) == "Zs" and char != 0x1680}


def decoded(content: bytes, charset: str = "") -> str:
    """The text of a file or of a part of a mail. charset: what it says of itself, which need not be true."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :] if name == "utf-8" else content, name) or content.decode(
                name, "replace"
            )
    if content[:400].count(0) > len(content[:400]) // 4:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    for name in ("utf-8", charset):
        if name and (text := _strict(content, name)) is not None:
            return text
    return min((content.decode(name, "replace") for name in _EIGHT_BITS), key=_oddness)


def _strict(content: bytes, name: str) -> str | None:
    try:
        return content.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _oddness(text: str) -> int:
    """How much of a text looks unlike what people of our languages write."""
    return sum(1 for char in text if char > "~" and char not in _USUAL)


def repaired(text: str) -> tuple[str, bool]:
    """The text with accents and line breaks as they were meant, and whether accents had been broken.

    Spaces of all widths become plain ones; what is invisible goes.
    """
    whole = (
        text.replace("\ufeff", "")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
        .replace("\u2028", "\n")
        .replace("\u2029", "\n")
    )
    lines = unicodedata.normalize("NFC", whole).split("\n")
    # line by line: a mail may hold one part that was broken and one that was not
    mended = [_mended(line) for line in lines]
    broken = mended != lines
    if broken:  # then even lines that have too little to show it
        mended = [_read_as_bytes(line) for line in mended]
    plain = "\n".join(mended).translate(_INVISIBLE).translate(_SPACES).replace("\t", "    ")
    return "".join(char for char in plain if char == "\n" or char >= " "), broken


def _mended(line: str) -> str:
    if line.isascii():
        return line
    mended = ftfy.fix_text(line, _CONFIG)
    # two letters that happen to be bytes of a third script were no accident
    return mended if _ours(mended) >= _ours(line) else line


def _read_as_bytes(line: str) -> str:
    """The line that was meant, if its letters are the bytes of one."""
    for _ in range(_MOST_TIMES):
        if line.isascii():
            break
        try:
            line = line.encode("sloppy-windows-1252").decode("utf-8")  # a codec of ftfy
        except UnicodeError:
            break
    return line


def _ours(text: str) -> bool:
    """Whether all of it is of our scripts: Latin letters, signs, boxes, marks."""
    return all(char < "\u0250" or "\u1e00" <= char < "\u2c00" or char > "\ud7ff" for char in text)
