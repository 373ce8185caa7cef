"""What somebody is writing: it survives refusals, double posts and the end of a session."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from flask import request

from modemsms.gsm.segments import Segments, stand_in
from modemsms.services.drafts import NEW, place_of
from web.places import row_number

# Far above any text that can be sent, and small enough to hand around.
LONGEST = 20_000

# More than anybody chooses by hand, each no longer than a number with its punctuation.
MOST_TOKENS, LONGEST_TOKEN = 600, 40

# Beside the usual one, so that a message to somebody else does not take the place of another.
_NEW_PLACE = re.compile(rf"{NEW}(:[A-Za-z0-9_-]{{1,64}})?")


@dataclass(frozen=True, slots=True)
class Typed:
    """A text in the making. *draft_id* is good for one sending; *refusals* are sentences by field.

    *when* and *at* say when it goes out (``web.sending_time``), *modem* from which one; empty is now, and any.
    *seen* is the row of the newest text that the writer knows, 0 where that is unknown. *who* was chosen for a new
    message (``modemsms.services.recipients``), *to* is what was typed beside that. *knowingly* was ticked by somebody
    who answers a person that asked for no more texts. *kept* says when the shop kept it as a draft (milliseconds);
    None is what was typed and nobody kept yet. *new_place* is where the draft of a new message stands
    (``modemsms.services.drafts``).
    """

    text: str = ""
    to: str = ""
    conversation_id: int | None = None
    draft_id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    refusals: Mapping[str, str] = field(default_factory=dict)
    when: str = ""
    at: str = ""
    modem: str = ""
    seen: int = 0
    who: tuple[str, ...] = ()
    knowingly: bool = False
    kept: int | None = None
    new_place: str = NEW

    @property
    def place(self) -> str:
        """Where it is written."""
        return self.new_place if self.conversation_id is None else place_of(self.conversation_id)

    @property
    def refusal(self) -> str:
        """What is wrong with the text, or with sending it now."""
        return " ".join(sentence for name, sentence in self.refusals.items() if name not in ("to", "at"))

    def fingerprint(self, *addresses: str) -> str:
        """Tells whether a form that comes again still says the same to the same *addresses*."""
        said = "\0".join((*sorted(addresses), self.text, self.when, self.at, self.modem))
        return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What was chosen beside the text, as the form's fields say it."""
        beside = [("to", self.to), ("when", self.when), ("at", self.at), ("modem", self.modem)]
        return [*(("who", token) for token in self.who), *beside]

    def refused(self, field_name: str, sentence: str) -> Typed:
        """The same, with a sentence beside *field_name*."""
        return replace(self, refusals={field_name: sentence})

    def afresh(self) -> Typed:
        """The same under a new id: to send it is a new decision."""
        return replace(self, draft_id=secrets.token_urlsafe(12))


def from_form(conversation_id: int | None = None) -> Typed:
    """What the posted form holds."""
    form = request.form
    draft_id = form.get("draft_id", "")[:64]
    typed = Typed(
        plain_lines(form.get("text", "")),
        plain_lines(form.get("to", "")).strip(),
        conversation_id,
        when=form.get("when", "")[:20],
        at=form.get("at", "")[:40],
        modem=form.get("modem", "")[:200],
        seen=_row(form.get("seen", "")),
        who=tokens_of(form.getlist("who")),
        knowingly=form.get("knowingly") == "1",
        new_place=new_place_of(form.get("place", "")),
    )
    return replace(typed, draft_id=draft_id) if draft_id else typed


def new_place_of(written: str) -> str:
    """Where a new message is written; the usual place for what is none of ours."""
    return written if _NEW_PLACE.fullmatch(written) else NEW


def tokens_of(written: Iterable[str]) -> tuple[str, ...]:
    """The recipients that a form or an address names, each once."""
    return tuple(dict.fromkeys(one[:LONGEST_TOKEN] for one in written if one.strip()))[:MOST_TOKENS]


def _row(written: str) -> int:
    try:
        return row_number(written)
    except ValueError:
        return 0


def plain_lines(text: str) -> str:
    """*text* with line breaks as the shop keeps them: forms send CR LF (HTML, 4.10.22.4)."""
    return text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Forcing:
    """A character that forces Unicode: as it is, as it can be shown, and what may stand in for it, if anything."""

    character: str
    shown: str
    to: str

    @property
    def is_kept(self) -> bool:
        """Is this a letter with nothing like it? A tap that took it out would leave half a word."""
        return not self.to and self.character[0].isalpha()


@dataclass(frozen=True, slots=True)
class Count:
    """What the composer says about a text."""

    characters: int
    segments: int
    left: int
    limit_passed: int
    forcing: tuple[Forcing, ...]
    replaced: tuple[tuple[str, str], ...]
    price: str = ""
    people: int = 1
    total: int = 1
    is_exact: bool = True


def count_of(
    cut: Segments,
    text: str,
    max_characters: int,
    price: str = "",
    *,
    people: int = 1,
    total: int = 1,
    is_exact: bool = True,
) -> Count:
    """The figures of *text*, which *cut* has cut into segments; at most *max_characters* are allowed.

    Where it goes to several *people*, they take *total* segments together, or unless *is_exact* at most that.
    """
    return Count(
        characters=len(text),
        segments=len(cut.parts),
        left=cut.left,
        limit_passed=max(0, len(text) - max_characters),
        forcing=tuple(Forcing(one, visible(one), stand_in(one)) for one in cut.forcing),
        replaced=tuple((visible(pair.character), visible(pair.to)) for pair in cut.replaced),
        price=price,
        people=people,
        total=total,
        is_exact=is_exact,
    )


def visible(character: str) -> str:
    """*character* as it can be shown: by its number where it would leave no mark."""
    if character.isprintable() and not character.isspace():
        return character
    return " ".join(f"U+{ord(one):04X}" for one in character)
