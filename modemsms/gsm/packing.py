"""Septets packed into octets and back (3GPP TS 23.038, 6.1.2.1).

Whole blocks are moved at once inside one big integer instead of septet by septet: a text packs in
a microsecond or two, which counts at ten thousand texts a call on a small computer.
"""

from __future__ import annotations

from modemsms.errors import CodecError

# A multiple of eight septets, so that blocks join on octet borders; more than any SMS or USSD text.
_BLOCK_SEPTETS = 256
_BLOCK_OCTETS = _BLOCK_SEPTETS * 7 // 8


def _lower_lanes(width: int) -> int:
    """A mask over a block: in every second lane of *width* octets, as many septets' bits as octets."""
    lane = ((1 << 7 * width) - 1).to_bytes(width, "little") + bytes(width)
    return int.from_bytes(lane * (_BLOCK_SEPTETS // len(lane)), "little")


# Three rounds join neighbouring lanes: 7 + 7 bits, 14 + 14, 28 + 28. After the last, the gap of
# eight septets in eight octets is the whole eighth octet.
_ROUNDS = tuple((width, _lower_lanes(width)) for width in (1, 2, 4))


def pack(septets: bytes, fill_bits: int = 0) -> bytes:
    """*septets*, one a byte, packed behind *fill_bits* zero bits; the last octet ends in zeros."""
    if len(septets) > _BLOCK_SEPTETS:
        packed = b"".join(
            pack(septets[start : start + _BLOCK_SEPTETS]) for start in range(0, len(septets), _BLOCK_SEPTETS)
        )
    else:
        packed = _pack_block(septets)
    if not fill_bits:
        return packed
    length = (len(septets) * 7 + fill_bits + 7) // 8
    return (int.from_bytes(packed, "little") << fill_bits).to_bytes(length, "little")


def _pack_block(septets: bytes) -> bytes:
    value = int.from_bytes(septets, "little")
    for width, lower in _ROUNDS:
        value = (value & lower) | ((value >> 8 * width & lower) << 7 * width)
    octets = bytearray(value.to_bytes((len(septets) + 7) // 8 * 8, "little"))
    del octets[7::8]
    return bytes(octets[: (len(septets) * 7 + 7) // 8])


def unpack(data: bytes, count: int, fill_bits: int = 0) -> bytes:
    """The first *count* septets of *data* behind *fill_bits*, one a byte.

    Raises ``CodecError`` where *data* is too short for them.
    """
    length = (count * 7 + fill_bits + 7) // 8
    if length > len(data):
        raise CodecError(f"{count} septets do not fit into {len(data)} octets", data)
    octets = data[:length]
    if fill_bits:
        octets = (int.from_bytes(octets, "little") >> fill_bits).to_bytes(length, "little")
    return b"".join(
        _unpack_block(octets[start : start + _BLOCK_OCTETS]) for start in range(0, length, _BLOCK_OCTETS)
    )[:count]


def _unpack_block(packed: bytes) -> bytes:
    groups = (len(packed) + 6) // 7
    packed = packed.ljust(groups * 7, b"\0")
    octets = bytearray(groups * 8)
    for place in range(7):
        octets[place::8] = packed[place::7]
    value = int.from_bytes(octets, "little")
    for width, lower in reversed(_ROUNDS):
        value = (value & lower) | ((value >> 7 * width & lower) << 8 * width)
    return value.to_bytes(groups * 8, "little")
