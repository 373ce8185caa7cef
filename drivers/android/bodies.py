"""The body of a request, counted or in chunks, taken as it comes: no octet of it is looked at twice. No I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus

# A webhook with a long text is a few kilobytes; a picture's attachments are not read.
MOST_BODY = 4 << 20
# The size of a chunk, or a line behind the last one.
_LONGEST_LINE = 1024

_CRLF = b"\r\n"
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")


class BadRequest(Exception):
    """What came is refused with *status*; *why* is for the log."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Counted:
    """A body of *length* octets."""

    def __init__(self, length: int) -> None:
        if length > MOST_BODY:
            raise _too_long()
        self._length = length
        self._taken = bytearray()

    def feed(self, data: bytes) -> bytes | None:
        """Take *data*; the body once it is complete."""
        self._taken += data
        return bytes(self._taken[: self._length]) if len(self._taken) >= self._length else None


class Chunked:
    """A body written in chunks (RFC 9112, 7.1)."""

    def __init__(self) -> None:
        self._taken = bytearray()
        self._line = bytearray()
        self._left = 0
        """What the chunk under way still lacks."""
        self._ended_chunk = False
        self._is_last = False
        self._is_whole = False

    def feed(self, data: bytes) -> bytes | None:
        """Take *data*; the body once it is complete. Raises ``BadRequest``."""
        place = 0
        while place < len(data) and not self._is_whole:
            if self._left:
                piece = data[place : place + self._left]
                self._taken += piece
                self._left -= len(piece)
                self._ended_chunk = not self._left
                place += len(piece)
                continue
            end = data.find(b"\n", place) + 1 or len(data)
            self._line += data[place:end]
            place = end
            if len(self._line) > _LONGEST_LINE:
                raise _broken()
            if self._line.endswith(_CRLF):
                line = bytes(self._line[: -len(_CRLF)])
                self._line.clear()
                self._take_line(line)
        return bytes(self._taken) if self._is_whole else None

    def _take_line(self, line: bytes) -> None:
        """A line between the chunks, or behind the last one."""
        if self._is_last:
            self._is_whole = not line
            return
        if self._ended_chunk:
            if line:
                raise _broken()
            self._ended_chunk = False
            return
        size = line.partition(b";")[0].strip()
        if not _SIZE.fullmatch(size):
            raise _broken()
        self._left = int(size, 16)
        if len(self._taken) + self._left > MOST_BODY:
            raise _too_long()
        self._is_last = not self._left


def body_of(headers: Mapping[str, str]) -> Counted | Chunked:
    """What is to come behind *headers*, whose names are in lower case. Raises ``BadRequest``."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Chunked()
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 9:
        raise BadRequest(HTTPStatus.BAD_REQUEST, "no length")
    return Counted(int(length))


def _too_long() -> BadRequest:
    return BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "the body is too long")


def _broken() -> BadRequest:
    return BadRequest(HTTPStatus.BAD_REQUEST, "a chunk is broken")
