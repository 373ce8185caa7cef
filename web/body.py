"""The one file in the body of a form, handed out in pieces as it arrives: it is neither kept in memory nor twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from werkzeug.exceptions import BadRequest
from werkzeug.http import parse_options_header
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

PIECE_OCTETS = 256 * 1024
# Beside the file there is nothing but small fields.
MOST_PARTS = 8


class NoFile(BadRequest):
    """The form came without a file."""


def file_in(stream: IO[bytes], content_type: str) -> Iterator[bytes]:
    """The pieces of the first file in the body *stream* of a form (RFC 7578).

    Raises ``NoFile`` where there is none, ``BadRequest`` where the body is no form or ends early.
    """
    return named_file_in(stream, content_type)[1]


def named_file_in(stream: IO[bytes], content_type: str) -> tuple[str, Iterator[bytes]]:
    """The name of that file, as the browser tells it, and its pieces. Raises as ``file_in`` does."""
    parts = _parts(stream, content_type)
    name = next(parts)
    assert isinstance(name, str)
    return name, (part for part in parts if isinstance(part, bytes))


def _parts(stream: IO[bytes], content_type: str) -> Iterator[str | bytes]:
    """The name of the file, then its pieces."""
    kind, options = parse_options_header(content_type)
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise NoFile
    decoder = MultipartDecoder(options["boundary"].encode("latin-1", "replace"), max_parts=MOST_PARTS)
    in_file = False
    while True:
        try:
            event = decoder.next_event()
        except ValueError as error:
            raise BadRequest from error
        match event:
            case NeedData():
                # Nothing more to come is told once, as None; after that the decoder raises where it is incomplete.
                decoder.receive_data(stream.read(PIECE_OCTETS) or None)
            case File(filename=name):
                in_file = bool(name)
                if in_file:
                    yield str(name)
            case Field():
                in_file = False
            case Data(data=data, more_data=more):
                if in_file and data:
                    yield bytes(data)
                if in_file and not more:
                    return
            case Epilogue():
                raise NoFile
