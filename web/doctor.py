"""The doctor's page: what was looked at, what is wrong, and the next step for each."""

from __future__ import annotations

from flask import Blueprint, render_template

from modemsms.devices import Severity
from web.context import services, surroundings

blueprint = Blueprint("doctor", __name__)

WORST_FIRST = (Severity.PROBLEM, Severity.ADVICE, Severity.OK)


@blueprint.get("/doctor")
def look() -> str:
    """Look at everything now; what needs somebody stands on top."""
    with surroundings().slow.taken():
        looked_at = services().doctor.look()
    findings = sorted(looked_at, key=lambda finding: WORST_FIRST.index(finding.severity))
    wrong = [finding for finding in findings if finding.severity is not Severity.OK]
    return render_template(
        "doctor.html", wrong=wrong, fine=findings[len(wrong) :], phones=services().phones.ports()
    )
