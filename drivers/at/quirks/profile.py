"""What one make of modem needs beyond the standard: the fields of a profile, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """The parameter at *place*, counted from 0, in the answer of *command*."""

    command: str
    place: int


@dataclass(frozen=True, slots=True)
class Profile:
    """Differences from a modem that keeps to 27.005. Every pause is zero unless a row asks for it.

    The config may set each field but ``tries_left`` for one device (``overridden``).
    """

    name: str = "generic"

    # How it is set up
    init: tuple[str, ...] = ()
    """Commands behind the identity; what they answer does not matter."""
    factory_reset: bool = False
    """AT&F at each start: for a stored profile that keeps texts from leaving (Q35)."""
    radio: tuple[str, ...] = ()
    """Commands that keep it to a network over which texts do leave (Q36, Q37). None unless asked for."""
    notify: str = ""
    """Parameters of AT+CNMI to try first (Q83)."""
    direct: bool = False
    """Texts come straight to us and not by a memory: for a modem that stores none (Q13)."""
    toggle_memories: bool = False
    """Each memory is chosen once before the right one: else it never receives (Q12)."""
    urc_ports: tuple[str, ...] = ()
    """Commands that bring the announcements to this port, tried one by one when they go elsewhere (Q70)."""

    # How it is restarted (R5, R6)
    restarts: tuple[str, ...] = ()
    """Commands that restart it, before the standard's own."""
    no_cfun_off: bool = False
    """It falls silent with its radio off (Q64): AT+CFUN=0 and 4 are not for it."""
    needs_reset_after_sim: bool = False
    """A SIM that was put in is read only behind a restart (Q64)."""
    restart_hours: int = 0
    """Restart it, when idle, after so many hours of work; 0 is never."""

    # How it sends
    prompt_gap: float = 0.0
    """Seconds from the prompt to the PDU."""
    no_smsc_prefix: bool = False
    """The PDU goes without the octet of the message centre in front (Q55)."""
    pdu_inline: bool = False
    """The PDU follows the command at once, and no prompt comes (Q50)."""

    # How it keeps texts
    no_listing: bool = False
    """AT+CMGL never ends, or its indexes are none: places are read one by one (Q22, Q23)."""
    verify_index: bool = False
    """What stands in a place is looked at again before it is cleared (Q22)."""
    no_own_number: bool = False
    """AT+CNUM does harm (Q60)."""

    # How it dials codes
    ussd_timeout: int = 60
    """Seconds that the network has to answer a USSD code: 15 to 180."""
    ussd_encoding: str = ""
    """How it wants a code: "plain", "packed" or "ucs2"; empty: they are tried in this order (Q59)."""

    # How it takes bytes
    command_gap: float = 0.0
    """Seconds from a final result to the next command (Telit's manual: 20 ms)."""
    slice_octets: int = 0
    """Write in slices of so many octets, 10 ms apart (Q43, Q56); 0 writes everything at once."""

    tries_left: Field | None = None
    """Where the PIN's remaining tries stand, if AT+CPINR is not known."""
    fallback: str = ""
    """A value for ``radio`` to offer when texts fail though the modem has a network."""
    refusal: str = ""
    """Why we do not drive it, a key of ``refusals.REFUSALS``; empty: we do."""


GENERIC = Profile()
