"""What a form of ours sent: small, and from one of our own pages."""

from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

_MOST_BYTES = 16 * 1024
_MOST_FIELDS = 64


async def sent(request: Request) -> dict[str, str]:
    """The fields of a form, the last of each name. Raises HTTPException: 413, 415, or 400 for what no form sends."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise HTTPException(415)
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST_BYTES:
            raise HTTPException(413)
    try:
        return dict(
            parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
        )
    except ValueError:  # not ASCII, not UTF-8 once decoded, or too many
        raise HTTPException(400) from None


def is_ours(request: Request) -> bool:
    """Whether a form was sent from one of our own pages, or by a program, which nobody can trick.

    Pages that send no Referer send `Origin: null`: then the browser has to say by Sec-Fetch-Site where the form stood.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""
