"""The log of who did what: each deed as a sentence, newest first."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from modemsms.services.deeds import DeedRow
from web.context import owners_only, services
from web.places import row_number

blueprint = Blueprint("deeds", __name__)

PAGE = 50

# What each stable word says. *subject* is to whom or to what it was done.
SENTENCES = {
    "shop_begun": lazy_gettext("Set up the shop"),
    "shop_changed": lazy_gettext("Changed the shop's name, country or time zone"),
    "hours_changed": lazy_gettext("Changed the opening hours"),
    "clock_confirmed": lazy_gettext("Said that the clock is right: %(detail)s"),
    "quiet_hours_changed": lazy_gettext("Changed the quiet hours"),
    "rules_changed": lazy_gettext("Changed the texting rules"),
    "network_opened": lazy_gettext("Opened the page to the shop's network"),
    "network_closed": lazy_gettext("Closed the page to the shop's network"),
    "retention_changed": lazy_gettext("Changed how long texts stay"),
    "backup_made": lazy_gettext("Made a backup"),
    "backup_downloaded": lazy_gettext("Downloaded a backup"),
    "backup_on_stick": lazy_gettext("Made a backup on a USB stick"),
    "backup_restored": lazy_gettext("Brought a backup back"),
    "stick_nightly_on": lazy_gettext("Had the backup of every night put on a USB stick"),
    "stick_nightly_off": lazy_gettext("Had no more backups put on a USB stick"),
    "person_added": lazy_gettext("Added %(subject)s to the people"),
    "person_role": lazy_gettext("Changed what %(subject)s may do"),
    "person_password": lazy_gettext("Gave %(subject)s a new password"),
    "person_link": lazy_gettext("Made a link for a new password of %(subject)s"),
    "person_ended": lazy_gettext("Ended the account of %(subject)s"),
    "person_back": lazy_gettext("Took back the end of the account of %(subject)s"),
    "person_signed_out": lazy_gettext("Signed %(subject)s out"),
    "person_renamed": lazy_gettext("Took the name %(subject)s"),
    "own_password": lazy_gettext("Changed the own password"),
    "key_made": lazy_gettext("Made the API key %(subject)s"),
    "key_revoked": lazy_gettext("Revoked the API key %(subject)s"),
    "modem_added": lazy_gettext("Added the modem %(subject)s"),
    "modem_removed": lazy_gettext("Removed the modem %(subject)s"),
    "modem_renamed": lazy_gettext("Called the modem %(detail)s %(subject)s"),
    "modem_paused": lazy_gettext("Paused the modem %(subject)s"),
    "modem_resumed": lazy_gettext("Resumed the modem %(subject)s"),
    "pin_entered": lazy_gettext("Gave the PIN of the SIM card in %(subject)s"),
    "puk_entered": lazy_gettext("Gave the PUK of the SIM card in %(subject)s"),
    "alarm_number_changed": lazy_gettext("Changed who is told by text when the lamp is red"),
    "self_test_changed": lazy_gettext("Changed when the SIM cards are tested"),
    "contact_deleted": lazy_gettext("Deleted the contact %(subject)s"),
    "contact_restored": lazy_gettext("Took back the contact %(subject)s"),
    "contacts_imported": lazy_gettext("Imported the people of %(subject)s"),
    "import_undone": lazy_gettext("Took back the import of %(subject)s"),
    "contacts_exported": lazy_gettext("Saved all contacts as a file"),
    "group_exported": lazy_gettext("Saved the people of %(subject)s as a file"),
    "report_exported": lazy_gettext("Saved a report of %(subject)s as a file"),
    "contacts_merged": lazy_gettext("Made %(subject)s one contact out of two"),
    "contacts_split": lazy_gettext("Took back that %(subject)s is one contact"),
    "person_exported": lazy_gettext("Saved all that is kept of %(subject)s as a file"),
    "person_forgotten": lazy_gettext("Forgot a person wholly, with all texts"),
    "field_added": lazy_gettext("Made the field %(subject)s"),
    "field_deleted": lazy_gettext("Deleted the field %(subject)s"),
    "field_restored": lazy_gettext("Took back the field %(subject)s"),
    "filter_saved": lazy_gettext("Saved the filter %(subject)s"),
    "filter_deleted": lazy_gettext("Deleted the filter %(subject)s"),
    "filter_restored": lazy_gettext("Took back the filter %(subject)s"),
    "group_added": lazy_gettext("Made the group %(subject)s"),
    "group_deleted": lazy_gettext("Deleted the group %(subject)s"),
    "group_restored": lazy_gettext("Took back the group %(subject)s"),
    "number_blocked": lazy_gettext("Blocked %(subject)s"),
    "number_unblocked": lazy_gettext("Took back the block of %(subject)s"),
    "mailing_sent": lazy_gettext("Sent one text to %(subject)s"),
    "broadcast_made": lazy_gettext("Made the broadcast %(subject)s"),
    "broadcast_changed": lazy_gettext("Changed the broadcast %(subject)s"),
    "broadcast_undone": lazy_gettext("Took back the broadcast %(subject)s before it began"),
    "broadcast_begun": lazy_gettext("Sent the planned broadcast %(subject)s at once"),
    "broadcast_paused": lazy_gettext("Paused the broadcast %(subject)s"),
    "broadcast_resumed": lazy_gettext("Let the broadcast %(subject)s go on"),
    "broadcast_stopped": lazy_gettext("Stopped the broadcast %(subject)s"),
    "broadcast_brought_back": lazy_gettext("Brought back the broadcast %(subject)s that was called off"),
    "broadcast_paced": lazy_gettext("Changed the pace of the broadcast %(subject)s"),
    "broadcast_exported": lazy_gettext("Saved the results of the broadcast %(subject)s as a file"),
    "mailing_called_back": lazy_gettext("Called back the text to %(subject)s"),
    "consent_in": lazy_gettext("Wrote down that %(subject)s wants offers"),
    "consent_out": lazy_gettext("Wrote down that %(subject)s wants no more texts"),
    "consent_taken_back": lazy_gettext("Took back what was written of the consent of %(subject)s"),
    "consents_exported": lazy_gettext("Saved the consent of %(subject)s as a file"),
    "opt_out_words_changed": lazy_gettext("Changed the opt-out words or their answers"),
    "sign_up_changed": lazy_gettext("Changed the sign-up page"),
    "conversation_exported": lazy_gettext("Saved the conversation with %(subject)s as a file"),
}


@blueprint.get("/settings/log")
def index() -> str:
    """One page of it, of everybody or of one person."""
    owners_only()
    person = request.args.get("person", type=row_number)
    deeds = services().deeds.latest(request.args.get("before", type=row_number), PAGE, person)
    return render_template(
        "log.html",
        deeds=[(deed, sentence(deed)) for deed in deeds],
        people={"": _("Everybody")} | {str(one.id): one.name for one in services().people.everybody()},
        person="" if person is None else str(person),
        more=deeds[-1].id if len(deeds) == PAGE else None,
    )


def sentence(deed: DeedRow) -> str:
    """What was done; also where this table lacks the word, as after a step back to an older version."""
    known = SENTENCES.get(deed.deed)
    if known is None:
        word = " ".join((deed.deed.replace("_", " "), deed.subject)).strip()
        return _("Changed something that this version has no words for: “%(word)s”", word=word)
    return str(known) % {"subject": f"“{deed.subject}”", "detail": f"“{deed.detail}”"}
