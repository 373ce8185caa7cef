"""HTTPS for cheroot, shaking hands in the thread that serves the connection.

cheroot's own adapter does it in the one thread that accepts: a single client that connects and says
nothing keeps everybody else out until its time is up.
"""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

from cheroot.makefile import MakeFile
from cheroot.ssl import Adapter

from web.incoming import BoundedConnection


class TlsAdapter(Adapter):
    """Wraps each connection; nothing is read from it yet."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self.certificate, self.private_key = str(certificate), str(key)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.load_cert_chain(certificate, key)

    def bind(self, sock: Any) -> Any:
        """The listening socket stays as it is."""
        return sock

    def wrap(self, sock: Any) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """The connection under TLS, and what the application learns of that."""
        wrapped = self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
        return wrapped, self.get_environ()

    def get_environ(self) -> dict[str, str]:
        """What every request by this way carries."""
        return {"wsgi.url_scheme": "https", "HTTPS": "on"}

    def makefile(self, sock: Any, mode: str = "r", bufsize: int = -1) -> Any:
        """A reader or writer on *sock*."""
        return MakeFile(sock, mode, bufsize)


class PatientConnection(BoundedConnection):
    """Shakes hands before the first request. A browser that does not trust the box yet ends it there."""

    is_greeted = False

    def converse(self) -> bool:
        """Serve the next request; whether another may follow."""
        if not self.is_greeted:
            try:
                self.socket.do_handshake()
            except OSError:
                return False
            self.is_greeted = True
        return super().converse()
