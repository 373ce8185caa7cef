"""The box's own certificate: made once, kept, renewed in time."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from tests.desk import START
from web.box.certificate import CERTIFICATE_FILE, KEY_FILE, RENEWED_BEFORE, VALID, own_certificate

NOW = START
NAMES, ADDRESSES = ("modemsms.local", "box"), ("192.0.2.7",)


def test_a_certificate_is_made_for_the_names_and_addresses(tmp_path: Path) -> None:
    from cryptography import x509

    own = own_certificate(tmp_path, NAMES, ADDRESSES, NOW)

    made = x509.load_pem_x509_certificate(own.certificate.read_bytes())
    known_as = made.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert known_as.get_values_for_type(x509.DNSName) == list(NAMES)
    assert [str(one) for one in known_as.get_values_for_type(x509.IPAddress)] == list(ADDRESSES)


def test_a_server_can_use_it_and_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    own = own_certificate(tmp_path, NAMES, ADDRESSES, NOW)

    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(own.certificate, own.key)
    assert own.key.stat().st_mode & 0o777 == 0o600


def test_it_stays_the_same_when_addresses_change(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES, ADDRESSES, NOW)

    assert own_certificate(tmp_path, NAMES, ("198.51.100.4",), NOW) == first


@pytest.mark.parametrize("file", [KEY_FILE, CERTIFICATE_FILE])
@pytest.mark.parametrize("content", ["", "no certificate"])
def test_one_that_was_damaged_is_made_anew(tmp_path: Path, file: str, content: str) -> None:
    first = own_certificate(tmp_path, NAMES, ADDRESSES, NOW)
    (tmp_path / file).write_text(content, encoding="ascii")

    assert own_certificate(tmp_path, NAMES, ADDRESSES, NOW).fingerprint != first.fingerprint


def test_one_that_ends_soon_is_made_anew(tmp_path: Path) -> None:
    first = own_certificate(tmp_path, NAMES, ADDRESSES, NOW)

    half_way, near_its_end = NOW + VALID / 2, NOW + VALID - RENEWED_BEFORE
    assert own_certificate(tmp_path, NAMES, ADDRESSES, half_way) == first
    assert own_certificate(tmp_path, NAMES, ADDRESSES, near_its_end).fingerprint != first.fingerprint
