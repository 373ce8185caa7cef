"""``/imports``: a list of people is sent whole, comes in by itself, is looked after, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import IO

from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected
from werkzeug.wsgi import get_content_length, get_input_stream

from modemsms.errors import Conflict, InvalidInput, NotFound
from modemsms.services.imports import MOST_OCTETS, Imports, Wishes
from web.api import bodies, keys
from web.api.errors import PREFIX, ApiError, as_json
from web.api.import_shapes import ImportObject, ImportPage, ImportWishes, import_object
from web.body import named_file_in

PIECE_OCTETS = 256 * 1024
AROUND_OCTETS = 64 * 1024

# The view that takes in a file, which no guard before it may read.
UPLOAD = "import_list"


class ImportsApi:
    """The views; each calls one method of the imports."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports

    def install(self, blueprint: Blueprint) -> None:
        """Give every view its address."""
        one = "/imports/<import_id>"
        blueprint.add_url_rule("/imports", UPLOAD, self.take_in, methods=["POST"])
        blueprint.add_url_rule(one, "import_state", self.show, methods=["GET"])
        blueprint.add_url_rule(f"{one}/undo", "undo_import", self.undo, methods=["POST"])

    def take_in(self) -> Response:
        """Take a list, and begin to import it: 202."""
        if (get_content_length(request.environ) or 0) > MOST_OCTETS + AROUND_OCTETS:
            bodies.take(request.environ)
            raise _too_large()
        asked = bodies.query(request.args, ImportWishes)
        wishes = Wishes(
            group=bodies.given(asked.group), agreed=bodies.given(asked.agreed), on_meeting=asked.known
        )
        stream = get_input_stream(request.environ)
        try:
            name, pieces = _list_in(stream)
            import_id = self._imports.take_all(pieces, asked.name or name, keys.current().name, wishes)
        except (InvalidInput, Conflict) as error:
            _drain(stream)
            if isinstance(error, InvalidInput) and error.code == "too_large":
                raise _too_large() from error
            raise
        address = {"Location": f"{PREFIX}/imports/{import_id}"}
        return as_json(self._object(import_id, ImportPage()), HTTPStatus.ACCEPTED, address)

    def show(self, import_id: str) -> Response:
        """How far it is, what came of it, and the rows that could not be taken."""
        asked = bodies.query(request.args, ImportPage)
        return as_json(self._object(_row(import_id), asked))

    def undo(self, import_id: str) -> Response:
        """Begin to take all of it back: 202; 409 where there is nothing to take back."""
        row = _row(import_id)
        self._imports.undo(row, keys.current().name)
        return as_json(self._object(row, ImportPage()), HTTPStatus.ACCEPTED)

    def _object(self, import_id: int, asked: ImportPage) -> ImportObject:
        batch = self._imports.get(import_id)
        return import_object(
            batch, self._imports.problems(import_id, asked.after, asked.limit + 1), asked.limit
        )


def _list_in(stream: IO[bytes]) -> tuple[str, Iterator[bytes]]:
    """The name and the pieces of the list: the body as it is, or the file in a form."""
    if request.mimetype == "multipart/form-data":
        return named_file_in(stream, request.content_type or "")
    return "", _pieces(stream)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    try:
        while piece := stream.read(PIECE_OCTETS):
            yield piece
    except (OSError, EOFError, ValueError, ClientDisconnected) as error:
        raise ApiError(
            HTTPStatus.BAD_REQUEST, "bad_body", "The body broke off before its announced end."
        ) from error


def _drain(stream: IO[bytes]) -> None:
    """Read on: most clients hear an answer only after the last octet of their body has left."""
    left = bodies.DRAINED_OCTETS
    for piece in _pieces(stream):
        left -= len(piece)
        if left < 0:
            return


def _too_large() -> ApiError:
    sentence = f"A list has at most {MOST_OCTETS >> 20} MB."
    return ApiError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", sentence)


def _row(written: str) -> int:
    if not written.isascii() or not written.isdecimal() or len(written) > 18:
        raise NotFound("There is no such import.")
    return int(written)
