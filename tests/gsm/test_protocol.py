"""TP-PID (TS 23.040, 9.2.3.9; hardware Q101-Q103, Q107)."""

from __future__ import annotations

import pytest

from modemsms.gsm.protocol import Purpose, purpose, replace_type


@pytest.mark.parametrize(
    ("tp_pid", "expected", "is_for_people"),
    [
        (0x00, Purpose.TEXT, True),
        (0x11, Purpose.TEXT, True),
        (0x22, Purpose.TELEMATIC, True),
        (0x32, Purpose.EMAIL, True),
        (0x40, Purpose.SILENT, False),
        (0x41, Purpose.REPLACE, True),
        (0x47, Purpose.REPLACE, True),
        (0x4A, Purpose.RESERVED, True),
        (0x5E, Purpose.TEXT, True),
        (0x5F, Purpose.RETURN_CALL, True),
        (0x7C, Purpose.MODEM_DATA, False),
        (0x7D, Purpose.MODEM_DATA, False),
        (0x7E, Purpose.MODEM_DATA, False),
        (0x7F, Purpose.SIM_DATA, False),
        (0x80, Purpose.RESERVED, True),
        (0xC5, Purpose.CENTRE_SPECIFIC, True),
    ],
)
def test_a_protocol_identifier_has_a_purpose(tp_pid: int, expected: Purpose, is_for_people: bool) -> None:
    assert purpose(tp_pid) is expected
    assert expected.is_for_people is is_for_people


def test_a_replace_type_is_a_number_from_one_to_seven() -> None:
    types = {tp_pid: replace_type(tp_pid) for tp_pid in range(256)}

    assert {pid: kind for pid, kind in types.items() if kind is not None} == {
        0x40 + n: n for n in range(1, 8)
    }
