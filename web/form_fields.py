"""How many fields a form may have, however it is written: each takes a hundred times the memory of its letters."""

from __future__ import annotations

from io import BytesIO
from typing import IO

from flask import Request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

URLENCODED = "application/x-www-form-urlencoded"


class CountedFields(FormDataParser):
    """Counts the fields of plain forms, as Werkzeug does the parts of those with files in them."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, FileStorage]]:
        """The fields and files in *stream*. Raises ``RequestEntityTooLarge``."""
        if mimetype == URLENCODED and self.max_form_parts is not None:
            written = stream.read()
            if written.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = BytesIO(written)
        return super().parse(stream, mimetype, content_length, options)


class CountedRequest(Request):
    """A request whose forms are counted."""

    form_data_parser_class = CountedFields
