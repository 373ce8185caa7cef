"""The rows of the catalogue: for each quirk the make, what else happens, and what must hold besides the round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from drivers.simulator.faults import Fault, Moment, Refuse, Silence
from drivers.simulator.profile import Profile
from drivers.simulator.profiles import PROFILES
from modemsms.driver import (
    Setting,
)
from modemsms.errors import OutcomeUnknown, SendRejected
from tests.drivers.at.quirks import makes
from tests.drivers.at.quirks.happenings import (
    Act,
    announcements_elsewhere,
    boots_in_session,
    boots_slowly,
    dummy_left,
    dummy_stored,
    fills,
    foreign_prompt,
    goes_and_comes,
    hears,
    line_ends,
    line_noise,
    meets,
    never_hears,
    nothing,
    operator_is,
    other_sim,
    report_with_odd_zone,
    restarts_by,
    returns_after_delete,
    says,
    sim_and_radio,
    slow_answer,
    stale_bytes,
    standard,
    unknown_words,
    was_emptied,
    weak_supply,
)


@dataclass(frozen=True, slots=True)
class Row:
    """*before* happens to the modem before its port is opened, *after* behind the round; both assert."""

    quirk: str
    profile: Profile
    before: Act = nothing
    after: Act = nothing
    quirks: Mapping[str, Setting] = field(default_factory=dict)
    air: float = 0.0
    usb_id: str | None = None
    reports: bool = True
    """Whether it can bring a report, as it is set up at first."""

    @property
    def name(self) -> str:
        """The row's name in the test's output."""
        return f"{self.quirk}-{self.profile.model.replace(' ', '-')}"


ROWS = (
    # --- 2.1 status reports and storage
    Row("Q1", PROFILES["ec25"]),
    Row("Q2", PROFILES["sr-memory"]),
    Row("Q3", replace(PROFILES["sr-memory"], cpms_parameters=frozenset({1, 3}))),
    Row("Q4", standard("any"), after=report_with_odd_zone),
    Row("Q5", makes.SIEMENS_MC35I, before=dummy_stored, after=dummy_left),
    Row("Q6", makes.PADDED),
    Row("Q7", makes.SAMSUNG),
    Row("Q8", makes.ZTE_FLOOD, after=hears("AT+CPMS?")),
    Row("Q9", PROFILES["huawei"], after=hears("AT^CURC=0")),
    Row("Q10", PROFILES["huawei"]),
    Row("Q11", makes.HUAWEI_E3372_325),
    Row("Q12", makes.FOXCONN),
    Row("Q13", makes.TP_LINK),
    Row("Q13", makes.STORES_NOTHING, quirks={"direct": True}),
    Row("Q14", PROFILES["cinterion"]),
    Row("Q15", makes.SIM7000G),
    Row("Q16", makes.CHAN_DONGLE),
    Row("Q17", makes.ARRIVES_ELSEWHERE),
    Row("Q18", makes.SAYS_ME),
    Row("Q19", makes.WRONG_PLACE),
    Row("Q20", PROFILES["huawei"]),
    Row("Q21", makes.SAGEM),
    Row("Q22", makes.SAMSUNG_P900),
    Row("Q23", makes.SAMSUNG_J700),
    Row("Q24", makes.MC55I, after=never_hears(r"AT\+CMGD=\d+,0")),
    Row("Q25", PROFILES["forgetful"], after=returns_after_delete),
    Row("Q26", makes.M590),
    Row("Q27", PROFILES["a7670"]),
    Row("Q28", makes.WAVECOM),
    Row("Q29", PROFILES["zte"]),
    # --- 2.2 sending
    Row("Q31", standard("prompt left open"), before=foreign_prompt),
    Row("Q32", PROFILES["wavecom"]),
    Row("Q32", PROFILES["le910"]),
    Row("Q33", standard("slow network"), air=14.4, after=slow_answer),
    Row("Q34", PROFILES["sim800"], after=meets(Fault(Moment.AFTER_CTRL_Z, Silence()), OutcomeUnknown)),
    Row("Q35", makes.SPOILT, quirks={"factory_reset": True}),
    Row("Q36", makes.ONLY_OVER_3G, quirks={"radio": "AT+CNMP=14"}),
    Row("Q37", makes.PINEPHONE, quirks={"radio": 'AT+QCFG="ims",2'}),
    Row("Q38", makes.CAT_M1, after=meets(Fault(Moment.AFTER_CTRL_Z, Refuse(500)), SendRejected)),
    Row("Q39", standard("weak supply"), after=meets(Fault(Moment.AFTER_CTRL_Z, Refuse(500)), SendRejected)),
    Row("Q40", PROFILES["huawei"], after=meets(Fault(Moment.AT_PROMPT, Silence()), Exception)),
    Row("Q41", standard("error without a code"), after=unknown_words),
    Row("Q42", makes.SIM800_SLOW, after=meets(Fault(Moment.AFTER_CTRL_Z, Refuse(302)), SendRejected)),
    Row("Q43", makes.NOKIA_6310),
    Row("Q44", standard("M6280"), after=never_hears("CSMP")),
    Row("Q45", makes.FORGETS_CENTRE),
    Row("Q46", makes.WANTS_CENTRE_WRITTEN),
    Row("Q47", PROFILES["zte"], before=fills, after=was_emptied),
    Row("Q48", makes.SONY_ERICSSON),
    Row("Q49", PROFILES["le910"]),
    Row("Q50", makes.NRF91),
    Row("Q51", makes.UBLOX, before=boots_slowly),
    Row("Q52", makes.SIM800_SLOW),
    Row("Q53", PROFILES["a7670"]),
    Row("Q54", makes.SIM_BUSY),
    Row("Q55", makes.PREMICELL),
    Row("Q55", replace(makes.PREMICELL, model="GSM gateway"), quirks={"no_smsc_prefix": True}),
    Row("Q56", makes.SIEMENS_M20, quirks={"slice_octets": 1}),
    # --- 2.3 ports, boot, announcements
    Row("Q57", makes.HUAWEI_E1752),
    Row("Q58", replace(makes.HUAWEI_E1752, model="E1752 CR"), before=line_ends),
    Row("Q59", makes.HUAWEI_E1752),  # its codes: test_ussd.py
    Row("Q60", makes.GLUES, after=never_hears("CNUM")),
    Row("Q61", replace(PROFILES["huawei"], chatter=""), before=fills, after=was_emptied),
    Row("Q63", replace(PROFILES["huawei"], model="E160"), after=goes_and_comes),
    Row("Q64", makes.E353, after=other_sim),
    Row("Q64", makes.M590E, after=sim_and_radio),
    Row("Q65", makes.MU736, after=restarts_by("AT+CFUN=16")),
    Row("Q66", makes.SARA_R412M, after=restarts_by("AT+CFUN=15")),
    Row("Q67", PROFILES["sim800"], after=boots_in_session),
    Row("Q68", PROFILES["sim800"], after=weak_supply),
    Row("Q69", PROFILES["sim800"], after=line_noise),
    Row("Q70", makes.EC25_ELSEWHERE, after=announcements_elsewhere, reports=False),
    Row("Q71", makes.interrupted("NOT FOND ^,NOT CUSTOM AT")),
    Row("Q72", makes.interrupted("+PSBEARER: 24, 0")),
    Row("Q72", makes.interrupted('+SPNWNAME: "432","11","IR-TCI","IR-TCI"')),
    Row("Q73", makes.interrupted("+ZUSIMR:2")),
    Row("Q74", makes.interrupted("_OSIGQ: 18,0")),
    Row("Q74", makes.interrupted("_OBS: 1")),
    Row("Q75", standard("GDW-11"), before=line_ends),
    Row("Q76", makes.BENQ),
    Row("Q77", PROFILES["ec25"], after=goes_and_comes),
    Row("Q80", makes.COPS_GARBAGE, after=operator_is("Tele2")),
    Row("Q80", makes.COPS_UCS2, after=operator_is("Tele")),
    Row(
        "Q81",
        standard("several +CUSD"),
        after=says('+CUSD: 2,"a ""quoted"" text', 'over two lines",15', "+CUSD: 2"),
    ),
    Row("Q82", standard("stale bytes"), before=stale_bytes),
    Row("Q83", makes.IRIDIUM, after=hears("AT+CNMI=2,1,0,0,1"), reports=False),
    Row("Q84", makes.ERICSSON, after=restarts_by("AT*E2RESET")),
)
