"""Makes the table of time zones by the beginning of a number: ``python -m tools.phone_zones FOLDER``.

*FOLDER* is the unpacked wheel of ``phonenumbers``, of the version of ``phonenumberslite`` in use. That one leaves
the table out, and the whole brings 20 MB of names of towns that nobody here asks for. What kind a number is takes
long to find out; here it is found out once: beginnings of mobile phones and the like, which are at home in no town,
get all zones of their country, as ``phonenumbers.timezone`` has it.
"""

from __future__ import annotations

import ast
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import phonenumbers

TABLE = Path(__file__).parent.parent / "modemsms" / "phone_zones.json"
SOURCE = "{version} of phonenumbers, (C) the Libphonenumber Authors, Apache License 2.0"

Zones = tuple[str, ...]

# So many numbers are tried to learn what kind of number begins so, and so many digits of it are looked at.
TRIED, DEEPEST, SHORTEST, LONGEST = 1000, 5, 7, 12


def read(source: str) -> dict[str, Zones]:
    """The table in a module of phonenumbers, by the beginning of a number without its plus."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            table: dict[str, Zones] = ast.literal_eval(node.value)
            return table
    raise ValueError("no table")


def with_mobile_phones(table: Mapping[str, Zones]) -> dict[str, Zones]:
    """*table* with all zones of their country for beginnings that belong to no town."""
    dice, found = random.Random(1), dict(table)
    for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
        zones = table.get(str(code), ())
        if len(zones) > 1:
            for beginning in _of_no_town(str(code), "", dice):
                found = {longer: of for longer, of in found.items() if not longer.startswith(beginning)}
                found[beginning] = zones
    return found


def _of_no_town(code: str, digits: str, dice: random.Random) -> Iterator[str]:
    kinds = {kind for kind in (_is_of_a_town(code, digits, dice) for _ in range(TRIED)) if kind is not None}
    if kinds == {False}:
        yield code + digits
    elif len(kinds) > 1 and len(digits) < DEEPEST:
        for digit in "0123456789":
            yield from _of_no_town(code, digits + digit, dice)


def _is_of_a_town(code: str, digits: str, dice: random.Random) -> bool | None:
    """Whether a number that begins so is; None for one that nobody has."""
    length = dice.randint(SHORTEST, LONGEST)
    rest = "".join(dice.choice("0123456789") for _ in range(length - len(digits)))
    try:
        number = phonenumbers.parse(f"+{code}{digits}{rest}")
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    if kind == phonenumbers.PhoneNumberType.UNKNOWN:
        return None
    assert number.country_code is not None
    return bool(phonenumbers.is_number_type_geographical(kind, number.country_code))


def condensed(table: Mapping[str, Zones]) -> dict[str, str]:
    """The beginnings of each set of zones, without those whose own beginning says the same."""
    found: dict[Zones, list[str]] = defaultdict(list)
    for beginning, zones in sorted(table.items()):
        shorter = next(
            (table[beginning[:n]] for n in range(len(beginning) - 1, 0, -1) if beginning[:n] in table), None
        )
        if zones != shorter:
            found[zones].append(beginning)
    return {" ".join(zones): " ".join(beginnings) for zones, beginnings in sorted(found.items())}


def main(folder: Path) -> None:
    """Write the table."""
    package = folder / "phonenumbers"
    table = read((package / "tzdata" / "data0.py").read_text(encoding="utf-8"))
    version = re.search(r'__version__ = "([\d.]+)"', (package / "__init__.py").read_text(encoding="utf-8"))
    source = SOURCE.format(version=version[1] if version else "?")
    written = {"source": source, "zones": condensed(with_mobile_phones(table))}
    TABLE.write_text(json.dumps(written, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
