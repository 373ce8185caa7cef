"""What a phone's shell prints of its health, and when the owner hears of it."""

from __future__ import annotations

from drivers.android.vitals import FULL_FOR, BatteryWatch, Vitals, celsius, listed, signals

DAY = 86_400.0

PIXEL = """
  Phone Id=0
    mSignalStrength=SignalStrength:{mCdma=Invalid,mGsm=Invalid,mWcdma=Invalid,mTdscdma=Invalid,\
mLte=CellSignalStrengthLte: rssi=-65 rsrp=-96 rsrq=-10 rssnr=12 cqi=2147483647 ta=1 level=3,primary=Lte}
  Phone Id=1
    mSignalStrength=SignalStrength:{mLte=CellSignalStrengthLte: rssi=2147483647 rsrp=2147483647 level=0}
"""


def test_the_strength_of_each_slot_is_read_and_unknown_is_none() -> None:
    first, second = signals(PIXEL)

    assert (first, second) == (-96, None)


def test_a_property_of_two_slots_is_two_words() -> None:
    assert listed("LOADED,ABSENT\n") == ("LOADED", "ABSENT")
    assert listed("\n") == ()


def test_the_temperature_counts_tenths_of_a_degree() -> None:
    assert celsius("  level: 80\n  temperature: 312\n  technology: Li-ion\n") == 31.2
    assert celsius("Can't find service: battery") is None


def test_what_keeps_a_card_from_sending_is_told_slot_by_slot() -> None:
    vitals = Vitals(sim_states=("LOADED", "PIN_REQUIRED"))

    assert vitals.obstacle(1) is None
    assert (cause := vitals.obstacle(2)) is not None
    assert cause.code == "sim_pin"
    assert vitals.obstacle(3) is None


def test_flight_mode_stops_every_slot() -> None:
    cause = Vitals(flight_mode=True).obstacle(1)

    assert cause is not None
    assert cause.code == "flight_mode"


def test_a_battery_that_is_full_for_days_is_told_once_in_as_many_days() -> None:
    watch = BatteryWatch()

    told = [len(watch.watch(hour * 3600.0, 100, True, 30.0)) for hour in range(int(FULL_FOR / 3600) * 2 + 1)]  # noqa: FBT003

    assert sum(told) == 2


def test_a_battery_that_is_used_now_and_then_is_not_told() -> None:
    watch = BatteryWatch()

    told = [
        watch.watch(day * DAY, 100 if day % 2 else 97, charging, 30.0)
        for day, charging in enumerate([True] * 9)
    ]

    assert not any(told)


def test_heat_is_told_when_it_begins_and_again_only_after_it_has_cooled() -> None:
    watch = BatteryWatch()
    degrees = [30.0, 45.5, 46.0, 43.0, 45.5, 41.0, 46.0]

    told = [bool(watch.watch(float(n), 50, None, celsius)) for n, celsius in enumerate(degrees)]

    assert told == [False, True, False, False, False, False, True]
