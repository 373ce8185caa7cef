"""Static files under an address that changes with their content, so that browsers may keep them for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Flask, Response, request

STATIC = Path(__file__).parent / "static"
ONE_YEAR_SECONDS = 365 * 24 * 3600


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
