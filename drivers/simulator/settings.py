"""What a client tells the modem and what the modem forgets when it starts again."""

from __future__ import annotations

from drivers.simulator.profile import Profile


class Settings:
    """The volatile settings that AT commands make, with the factory's values."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self.reset()

    def reset(self) -> None:
        """As after power-up."""
        self.functionality = 1
        self.chatters = bool(self._profile.chatter)
        first = self._profile.receiving_memories[0]
        self.memories = [first, first, first]
        self.factory()

    def factory(self) -> None:
        """As AT&F and ATZ set it."""
        self.error_level = 0
        self.charset = "GSM"
        self.more_messages = 0
        self.caller_id = 0
        self.operator_format = 0
        self.extended_ring = False
