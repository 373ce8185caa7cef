"""An import of 20,000 people beside 50,000 contacts: how long it takes, and how long it keeps others from writing."""

from __future__ import annotations

import csv
import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.bench_scale import config
from benchmarks.figures import figure, number, p95
from modemsms.app import open_services
from modemsms.services import Services, imports
from modemsms.services.imports import Wishes
from modemsms.store.database import connect
from modemsms.store.migrations import upgrade

PEOPLE, ROWS, FIELDS = 50_000, 20_000, 10
# So many of the rows are people who are here already.
KNOWN = 5_000
LIMIT_S, HOLD_MS = 10, 50
PATIENCE_S = 600
EVERY_S = 0.01


def main() -> None:
    """Import the same list as CSV and as XLSX, and take each back."""
    with TemporaryDirectory(prefix="modemsms-bench-") as directory:
        path = Path(directory) / "modemsms.db"
        upgrade(path)
        fill(path)
        with open_services(config(path.parent)) as services:
            services.shop.change(name="Bench", country="DE", timezone="Europe/Berlin")
            for place in range(FIELDS):
                services.fields.add(f"Field {place}", "text")
            rows = list(people())
            for kind, content in (("CSV", as_csv(rows)), ("XLSX", as_xlsx(rows))):
                with Waits(services) as waits:
                    measure(services, kind, content)
                figure(
                    f"{kind}: longest wait of another writer meanwhile", max(waits.waits_ms), "ms", HOLD_MS
                )
                figure(f"{kind}: wait of another writer, 95th percentile", p95(waits.waits_ms), "ms", HOLD_MS)


def fill(path: Path) -> None:
    """Fifty thousand contacts, straight into the tables."""
    connection = connect(path)
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO contacts (id, name, created_at) VALUES (?, ?, 0)",
        ((n, f"Person {n}") for n in range(1, PEOPLE + 1)),
    )
    connection.executemany(
        "INSERT INTO contact_numbers (number, contact_id, position) VALUES (?, ?, 0)",
        ((number(n), n) for n in range(1, PEOPLE + 1)),
    )
    connection.execute("COMMIT")
    connection.close()


def people() -> Iterator[list[str]]:
    """The list: a title for each column, then a row for each person."""
    yield ["Vorname", "Nachname", "Handy", "Geburtstag", *(f"Field {place}" for place in range(FIELDS))]
    for n in range(PEOPLE - KNOWN + 1, PEOPLE - KNOWN + ROWS + 1):
        cells = [f"Wert {n} {place}" for place in range(FIELDS)]
        yield [f"Jürgen {n}", "Größe", f"0{number(n)[3:]}", "14.03.1980", *cells]


def as_csv(rows: list[list[str]]) -> bytes:
    """The list as Excel in Germany writes it."""
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerows(rows)
    return written.getvalue().encode("cp1252")


def as_xlsx(rows: list[list[str]]) -> bytes:
    """The list as a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def measure(services: Services, kind: str, content: bytes) -> None:
    """From the file that has arrived to the last person, then back."""
    begun = time.perf_counter()
    import_id = services.imports.take_in([content], f"list.{kind}", "Ada")
    assert services.errands.is_over(imports.LOOK, PATIENCE_S)
    looked = time.perf_counter()
    services.imports.run(import_id, Wishes(group="From the list", agreed="Signed the list"))
    assert services.errands.is_over(imports.RUN, PATIENCE_S)
    ended = time.perf_counter()
    batch = services.imports.get(import_id)
    assert batch.counts.added + batch.counts.changed == ROWS, batch.counts
    figure(f"{kind}: {ROWS:,} rows looked at and imported", ended - begun, "s", LIMIT_S)
    print(f"      the look {looked - begun:.1f} s, the import {ended - looked:.1f} s")
    begun = time.perf_counter()
    services.imports.undo(import_id, "Ada")
    assert services.errands.is_over(imports.UNDO, PATIENCE_S)
    figure(f"{kind}: all of it taken back", time.perf_counter() - begun, "s", LIMIT_S)


class Waits:
    """Somebody else who writes all the time, as a worker does, and how long each writing took with its own commit."""

    def __init__(self, services: Services) -> None:
        self.waits_ms: list[float] = []
        self._services = services
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Waits:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._over.wait(EVERY_S):
            begun = time.perf_counter()
            self._services.groups.set_of_contact(1, [])
            self.waits_ms.append((time.perf_counter() - begun) * 1000)


if __name__ == "__main__":
    main()
