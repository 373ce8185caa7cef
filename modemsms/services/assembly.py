"""All services of one shop, each given what it needs."""

from __future__ import annotations

from modemsms.config import Config
from modemsms.services.asking import asking
from modemsms.services.casting import casting
from modemsms.services.clock_trust import ClockTrust
from modemsms.services.conversations import Conversations
from modemsms.services.devices import Devices
from modemsms.services.doctor import Doctor
from modemsms.services.feed import Feed
from modemsms.services.health import HealthService
from modemsms.services.hours import Hours
from modemsms.services.kept import Kept
from modemsms.services.knowing import knowing
from modemsms.services.lamp import Lamp
from modemsms.services.looking import looking
from modemsms.services.modems import Modems
from modemsms.services.network import Network
from modemsms.services.notes import Notes
from modemsms.services.outbox import Outbox
from modemsms.services.phone_doctor import PhoneDoctor
from modemsms.services.presence import Presence
from modemsms.services.quiet_hours import QuietHours
from modemsms.services.retention import Retention
from modemsms.services.rules import Rules
from modemsms.services.safekeeping import safekeeping
from modemsms.services.self_test import SelfTests
from modemsms.services.services import Services
from modemsms.services.shop import Shop
from modemsms.services.shop_reports import ShopReports
from modemsms.services.sims import Sims
from modemsms.services.staffing import staffing
from modemsms.services.ussd import Ussd
from modemsms.services.writing import writing
from modemsms.store.database import Store

DATABASE = "modemsms.db"


def assemble(config: Config, store: Store, *, running: bool) -> Services:
    """The services over *store*; *running* where a daemon drives the modems."""
    kept = Kept(store, config.named)
    rules = Rules(config.sending, kept)
    shop = Shop(config.shop.name, config.shop.country, config.shop.zone, rules.max_characters, kept)
    modems = Modems(store, running=running)
    modems.load(config.modems)
    outbox = Outbox(store, rules, shop)
    devices = Devices(store, modems)
    hours = Hours(kept, shop)
    doctor = Doctor(store, modems, devices)
    sims = Sims(store, modems, shop)
    clock_trust = ClockTrust(store)
    lamp = Lamp(store, modems, sims, doctor, outbox, shop, clock_held=lambda: clock_trust.hold is not None)
    quiet = QuietHours(kept, shop, hours)
    written = writing(store, outbox, shop)
    known = knowing(store, shop)
    return Services(
        **written,
        **known,
        **looking(store, shop, modems, config.data.dir / DATABASE),
        **casting(
            store, outbox, known["filters"], written["replies"], shop, quiet.next_allowed, hours.closed_days
        ),
        **asking(store, kept, shop, outbox),
        **safekeeping(store, shop, config.data.dir / DATABASE),
        **staffing(store, shop, modems, outbox, lamp),
        shop=shop,
        rules=rules,
        outbox=outbox,
        conversations=Conversations(store, shop),
        modems=modems,
        feed=Feed(store, modems),
        health=HealthService(store, modems),
        sims=sims,
        ussd=Ussd(store, modems),
        devices=devices,
        self_tests=SelfTests(store, modems, outbox, shop),
        lamp=lamp,
        doctor=doctor,
        phones=PhoneDoctor(modems, devices),
        network=Network(store),
        notes=Notes(store),
        presence=Presence(store.changed.ring),
        hours=hours,
        clock_trust=clock_trust,
        quiet_hours=quiet,
        shop_reports=ShopReports(store, shop),
        retention=Retention(store, kept),
    )
