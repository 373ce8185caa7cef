"""Static files: each travels once, packed, under an address that changes with their content."""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path

from flask import Flask, Response, request

STATIC = Path(__file__).parent / "static"
ONE_YEAR_SECONDS = 365 * 24 * 3600

# Fonts and pictures are packed by nature.
PACKABLE = frozenset({"text/css", "text/javascript", "image/svg+xml"})


def static_url_path(folder: Path = STATIC) -> str:
    """``/static/DIGEST`` over all files in *folder*.

    One digest for the whole tree lets modules and style sheets name each other by relative paths.
    """
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode())
        digest.update(file.read_bytes())
    return f"/static/{digest.hexdigest()[:12]}"


def keep_for_good(app: Flask) -> None:
    """Let browsers keep static files for a year, and nothing else longer than they show it."""
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR_SECONDS

    def set_cache(response: Response) -> Response:
        if request.endpoint == "static":
            if response.status_code == 200:
                response.headers["Cache-Control"] = f"public, max-age={ONE_YEAR_SECONDS}, immutable"
        else:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    app.after_request(set_cache)


def pack(app: Flask) -> None:
    """Send style sheets, scripts and drawings gzipped; each is packed once, when it is asked for first."""
    packed: dict[str, bytes] = {}

    def set_packed(response: Response) -> Response:
        if (
            request.endpoint == "static"
            and response.status_code == 200
            and response.mimetype in PACKABLE
            and request.accept_encodings["gzip"]
        ):
            if request.path not in packed:
                response.direct_passthrough = False
                packed[request.path] = gzip.compress(response.get_data(), mtime=0)
            response.direct_passthrough = False
            # The file itself is not sent; nobody else would close it.
            if (close := getattr(response.response, "close", None)) is not None:
                close()
            response.set_data(packed[request.path])
            response.headers["Content-Encoding"] = "gzip"
            response.headers.pop("ETag", None)
            response.vary.add("Accept-Encoding")
        return response

    app.after_request(set_packed)
