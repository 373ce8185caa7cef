"""Where things listen: the adb server by the environment's words, a phone by its http:// address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

ADB_PORT = 5037
GATEWAY_PORT = 8080
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a TCP port."""

    host: str
    port: int

    @property
    def is_local(self) -> bool:
        """Whether it is on this machine, so that we may start what listens there."""
        return self.host in _LOCAL

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def adb_server(environ: Mapping[str, str]) -> Address:
    """The adb server that the program adb would use under *environ*.

    ``ADB_SERVER_SOCKET`` (``tcp:PORT`` or ``tcp:HOST:PORT``) goes before ``ANDROID_ADB_SERVER_ADDRESS``
    and ``ANDROID_ADB_SERVER_PORT``. Raises ``ValueError`` with a sentence.
    """
    socket_name = environ.get("ADB_SERVER_SOCKET", "")
    if socket_name:
        kind, _, rest = socket_name.partition(":")
        host, _, port = rest.rpartition(":")
        if kind != "tcp":
            raise ValueError(f"ADB_SERVER_SOCKET is “{socket_name}”; only tcp:HOST:PORT is understood.")
        return Address(host.strip("[]") or "127.0.0.1", _port(port, "ADB_SERVER_SOCKET"))
    host = environ.get("ANDROID_ADB_SERVER_ADDRESS") or "127.0.0.1"
    port = environ.get("ANDROID_ADB_SERVER_PORT", "")
    return Address(host, _port(port, "ANDROID_ADB_SERVER_PORT") if port else ADB_PORT)


def is_http(port: str) -> bool:
    """Whether a modem's port is the address of a phone on the network."""
    return port.lower().startswith("http:")


def gateway(url: str) -> Address:
    """The gateway app behind an ``http://`` address. Raises ``ValueError`` with a sentence."""
    if "@" in url:
        # Not shown again: the address stands on pages and in logs, and a password in it with it.
        raise ValueError(
            "The address of a phone has no user and no password in it; they have fields of their own."
        )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), 0
    if parts.scheme.lower() != "http" or not parts.hostname or port == 0:
        raise ValueError(f"“{url}” is no address of a phone. Write it like http://192.168.42.129:8080.")
    return Address(parts.hostname, port or GATEWAY_PORT)


def _port(text: str, name: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError(f"{name} names no port: “{text}”.")
    return int(text)
