"""The box's own certificate, signed by itself: made once, renewed before it ends."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

KEY_FILE, CERTIFICATE_FILE = "network.key", "network.crt"

# Apple's devices refuse certificates of servers that are good for longer.
VALID = timedelta(days=825)
RENEWED_BEFORE = timedelta(days=30)
# A box without a clock of its own may make it in the past of the phones that look at it, never in their future.
_ALREADY = timedelta(days=1)

_ENDS = re.compile(r"^ends (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where key and certificate lie (PEM), and the SHA-256 of the certificate in hex pairs."""

    key: Path
    certificate: Path
    fingerprint: str


def own_certificate(
    directory: Path, names: Sequence[str], addresses: Sequence[str], now: datetime
) -> Certificate:
    """That of this box at *now*, for *names* and *addresses*; made when there is none that is good for a while.

    One that exists stays as it is when addresses change: browsers were told to trust it. Raises ``OSError``.
    """
    key, certificate = directory / KEY_FILE, directory / CERTIFICATE_FILE
    if not _is_good(key, certificate, now):
        _make(key, certificate, names, addresses, now)
    text = certificate.read_text(encoding="ascii")
    der = ssl.PEM_cert_to_DER_cert(text[text.index(ssl.PEM_HEADER) :])
    digest = hashlib.sha256(der).hexdigest().upper()
    pairs = ":".join(digest[start : start + 2] for start in range(0, len(digest), 2))
    return Certificate(key, certificate, pairs)


def _is_good(key: Path, certificate: Path, now: datetime) -> bool:
    if not key.is_file() or not certificate.is_file():
        return False
    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError):
        return False
    # The library that could read it there takes 10 MB; our own note stands before the certificate.
    note = _ENDS.search(certificate.read_text(encoding="ascii"))
    return note is not None and now + RENEWED_BEFORE < datetime.fromisoformat(note[1])


def _make(
    key_file: Path, certificate_file: Path, names: Sequence[str], addresses: Sequence[str], now: datetime
) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    ends = now - _ALREADY + VALID
    certificate = _signed(key, names, addresses, (now - _ALREADY, ends))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _write(key_file, secret, 0o600)
    note = f"ends {ends.isoformat()}\n".encode()
    _write(certificate_file, note + certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _signed(
    key: EllipticCurvePrivateKey,
    names: Sequence[str],
    addresses: Sequence[str],
    valid: tuple[datetime, datetime],
) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    known_as = [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses),
    ]
    return (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.SubjectAlternativeName(known_as), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    partial = file.with_name(f"{file.name}.partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as target:
        target.write(content)
    partial.replace(file)
