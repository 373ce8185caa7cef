"""How a try at the door ended, in words."""

from __future__ import annotations

from flask_babel import gettext as _

from modemsms.services.sign_ins import SignIn
from web.words import State


def try_state(one: SignIn) -> State:
    """What happened."""
    match one.outcome:
        case "right":
            return State("circle-check", _("Signed in"), "good")
        case "link":
            return State("circle-check", _("Signed in with the link of the demo"), "good")
        case "invited":
            return State("circle-check", _("Chose a password with a link, and signed in"), "good")
        case "code":
            return State("circle-check", _("Chose a new password with a code, and signed in"), "good")
        case "code_sent":
            return State("smartphone", _("Asked for a code, since the password was forgotten"), "ask")
        case "code_asked":
            return State("smartphone", _("Asked for a code; none was sent"), "ask")
        case "wrong_code":
            return State("circle-x", _("Typed a wrong code"), "bad")
        case _:
            return State("circle-x", _("Wrong password"), "bad")
