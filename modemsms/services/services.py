"""All services of one shop, as the page, the API and the command line get them."""

from __future__ import annotations

from dataclasses import dataclass

from modemsms.services.about import About
from modemsms.services.accounts import Accounts
from modemsms.services.agenda import Agenda
from modemsms.services.archive import Archive
from modemsms.services.audience import Audiences
from modemsms.services.backups import Backups
from modemsms.services.broadcasting import Broadcasting
from modemsms.services.broadcasts import Broadcasts
from modemsms.services.clock_trust import ClockTrust
from modemsms.services.composing import Composing
from modemsms.services.consents import Consents
from modemsms.services.contacts import Contacts
from modemsms.services.conversations import Conversations
from modemsms.services.deeds import Deeds
from modemsms.services.devices import Devices
from modemsms.services.doctor import Doctor
from modemsms.services.drafts import Drafts
from modemsms.services.duplicates import Duplicates
from modemsms.services.errands import Errands
from modemsms.services.feed import Feed
from modemsms.services.fields import Fields
from modemsms.services.figures import Figures
from modemsms.services.filters import Filters
from modemsms.services.first_run import FirstRun
from modemsms.services.forgotten import Forgotten
from modemsms.services.groups import Groups
from modemsms.services.half_written import HalfWritten
from modemsms.services.health import HealthService
from modemsms.services.hours import Hours
from modemsms.services.imports import Imports
from modemsms.services.invitations import Invitations
from modemsms.services.keys import Keys
from modemsms.services.keywords import Keywords
from modemsms.services.lamp import Lamp
from modemsms.services.looks import Looks
from modemsms.services.mailings import Mailings
from modemsms.services.modems import Modems
from modemsms.services.morning import Morning
from modemsms.services.network import Network
from modemsms.services.notes import Notes
from modemsms.services.outbox import Outbox
from modemsms.services.people import People
from modemsms.services.phone_doctor import PhoneDoctor
from modemsms.services.planned_mailings import PlannedMailings
from modemsms.services.preflight import Preflights
from modemsms.services.presence import Presence
from modemsms.services.privacy import Privacy
from modemsms.services.progress import Progress
from modemsms.services.quiet_hours import QuietHours
from modemsms.services.recipients import Recipients
from modemsms.services.replies import Replies
from modemsms.services.restores import Restores
from modemsms.services.retention import Retention
from modemsms.services.retries import Retries
from modemsms.services.rules import Rules
from modemsms.services.scheduled import Scheduled
from modemsms.services.self_test import SelfTests
from modemsms.services.sessions import Sessions
from modemsms.services.settling import Settling
from modemsms.services.shop import Shop
from modemsms.services.shop_reports import ShopReports
from modemsms.services.sign_ins import SignIns
from modemsms.services.sign_ups import SignUps
from modemsms.services.signals import Signals
from modemsms.services.sims import Sims
from modemsms.services.sticks import Sticks
from modemsms.services.their_dates import TheirDates
from modemsms.services.ussd import Ussd


@dataclass(frozen=True, slots=True)
class Services:
    """The verbs of the shop."""

    shop: Shop
    rules: Rules
    outbox: Outbox
    conversations: Conversations
    contacts: Contacts
    modems: Modems
    accounts: Accounts
    keys: Keys
    feed: Feed
    health: HealthService
    backups: Backups
    sims: Sims
    ussd: Ussd
    devices: Devices
    self_tests: SelfTests
    lamp: Lamp
    doctor: Doctor
    phones: PhoneDoctor
    deeds: Deeds
    network: Network
    notes: Notes
    retries: Retries
    settling: Settling
    presence: Presence
    composing: Composing
    drafts: Drafts
    half_written: HalfWritten
    recipients: Recipients
    mailings: Mailings
    planned_mailings: PlannedMailings
    hours: Hours
    clock_trust: ClockTrust
    quiet_hours: QuietHours
    looks: Looks
    about: About
    replies: Replies
    scheduled: Scheduled
    groups: Groups
    fields: Fields
    consents: Consents
    keywords: Keywords
    sign_ups: SignUps
    filters: Filters
    audiences: Audiences
    broadcasts: Broadcasts
    broadcasting: Broadcasting
    preflights: Preflights
    their_dates: TheirDates
    agenda: Agenda
    progress: Progress
    duplicates: Duplicates
    privacy: Privacy
    figures: Figures
    shop_reports: ShopReports
    morning: Morning
    signals: Signals
    sessions: Sessions
    sign_ins: SignIns
    people: People
    invitations: Invitations
    forgotten: Forgotten
    first_run: FirstRun
    retention: Retention
    archive: Archive
    errands: Errands
    restores: Restores
    sticks: Sticks
    imports: Imports
