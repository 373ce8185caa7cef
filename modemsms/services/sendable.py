"""Which texts can be sent at all."""

from __future__ import annotations

from modemsms.errors import InvalidInput

# Control characters that a text may contain; everything else below U+0020 is an accident.
LAYOUT = frozenset("\t\n\r\f")


def check_text(text: str, max_characters: int) -> None:
    """Raise ``InvalidInput`` for a text that is empty, too long, or has what no phone can show."""
    if not text.strip():
        raise InvalidInput("text", "Write a text first.")
    if len(text) > max_characters:
        raise InvalidInput(
            "text", f"The text has {len(text):,} characters; at most {max_characters:,} can be sent at once."
        )
    for character in text:
        code = ord(character)
        if 0xD800 <= code <= 0xDFFF:
            raise InvalidInput(
                "text", "The text contains half of a character (a lone surrogate). Type it anew."
            )
        if (code < 0x20 and character not in LAYOUT) or code == 0x7F:
            raise InvalidInput(
                "text", f"The text contains a control character (U+{code:04X}) that phones cannot show."
            )
