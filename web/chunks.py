"""Chunked request bodies (RFC 9112, 7.1), handed out as they arrive.

cheroot's own reader takes a whole chunk into memory, and copies what is left of it at every read: one
chunk of 50 MB kept the process busy for seven seconds and took 150 MB.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from cheroot.server import ChunkedRFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# The size in hexadecimal, and extensions that nobody uses.
SIZE_LINE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r\n")
LONGEST_LINE_OCTETS = 1024
MOST_TRAILERS = 32


class ChunkedBody(io.RawIOBase):
    """The body in *stream*, up to and including its last chunk and trailers.

    Reading raises ``ValueError`` for what is no chunk and ``EOFError`` where the line ends in a body. *ended* is
    called when all of it was read.
    """

    def __init__(self, stream: BinaryIO, ended: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self._stream = stream
        self._tell_end = ended
        self._left_octets = 0
        self._ended = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill *buffer* from the present chunk; 0 at the end of the body."""
        if self._left_octets == 0 and not self._ended:
            self._begin_chunk()
        view = memoryview(buffer).cast("B")
        piece = self._stream.read(min(len(view), self._left_octets))
        if len(piece) < min(len(view), self._left_octets):
            raise EOFError("the body ends inside a chunk")
        view[: len(piece)] = piece
        self._left_octets -= len(piece)
        if piece and self._left_octets == 0:
            self._expect_line_end()
        return len(piece)

    def _begin_chunk(self) -> None:
        size = SIZE_LINE.fullmatch(self._line())
        if size is None:
            raise ValueError("this is no chunk size")
        self._left_octets = int(size[1], 16)
        if self._left_octets == 0:
            self._ended = True
            self._skip_trailers()
            self._tell_end()

    def _skip_trailers(self) -> None:
        for _ in range(MOST_TRAILERS):
            if self._line() in (b"\r\n", b""):
                return
        raise ValueError("there are too many trailers")

    def _expect_line_end(self) -> None:
        if self._line() != b"\r\n":
            raise ValueError("the chunk is longer than its size")

    def _line(self) -> bytes:
        return self._stream.readline(LONGEST_LINE_OCTETS)


def in_pieces(app: WSGIApplication) -> WSGIApplication:
    """*app*, given its chunked bodies by ``ChunkedBody``."""

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"]
        if isinstance(body, ChunkedRFile):
            environ["wsgi.input"] = ChunkedBody(body.rfile, partial(_close, body))
        return app(environ, start_response)

    return application


def _close(body: ChunkedRFile) -> None:
    """Let the server know that nothing of *body* is left on the line."""
    body.closed = True
