"""Gzip for pages: a long inbox leaves a Pi's slow Wi-Fi as a tenth of itself. Files: see web/assets.py."""

from __future__ import annotations

import gzip

from flask import Response, request

from web.security import from_our_page

# Below this a packet is not saved.
WORTH_IT_OCTETS = 1000

# Level 5 is within a few per cent of 9 at a third of the work.
LEVEL = 5


def compress(response: Response) -> Response:
    """*response*, gzipped where the browser takes it.

    Not when another site made the browser ask: the length of a compressed page that repeats a
    search beside a secret would tell it something (the BREACH attack).
    """
    if (
        response.status_code != 200
        or response.mimetype != "text/html"
        or response.is_streamed
        or "Content-Encoding" in response.headers
        or not request.accept_encodings["gzip"]
        or not from_our_page()
    ):
        return response
    plain = response.get_data()
    if len(plain) >= WORTH_IT_OCTETS:
        response.set_data(gzip.compress(plain, LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response
