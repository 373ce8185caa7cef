"""Gathers every word that the page shows, and keeps the translations: ``make words``.

Writes ``web/translations/*/LC_MESSAGES/messages.po`` (what is new comes in untranslated) and its ``.mo``.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.sentences import sentences

ROOT = Path(__file__).parent.parent
TRANSLATIONS = ROOT / "web" / "translations"
SOURCE = "en"

# Sentences of services and drivers; what only a terminal shows stays English.
SPOKEN = ("modemsms", "drivers", "web/security.py", "web/slow.py")
NEVER_ON_A_PAGE = (
    "drivers/simulator/",
    "modemsms/app.py",
    "modemsms/cli.py",
    "modemsms/commands/",
    "modemsms/config.py",
    "modemsms/demo",
    "modemsms/lock.py",
    "modemsms/services/stop_words.py",
    "modemsms/store/",
)

KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "lazy_ngettext": (1, 2)}
JINJA = {"newstyle_gettext": "true", "silent": "false", "trimmed": "true"}
WIDTH = 110


def gathered(root: Path = ROOT) -> Catalog:
    """Every word in the sources now."""
    catalog = Catalog(project="modemsms", charset="utf-8", fuzzy=False)
    for path, message in [*_of_the_page(root), *_spoken(root)]:
        catalog.add(message, locations=[(path.relative_to(root).as_posix(), 0)])
    return catalog


def _of_the_page(root: Path) -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    for path in sorted((root / "web").rglob("*.py")):
        yield from _extracted("python", path, {})
    for path in sorted((root / "web" / "templates").rglob("*.html")):
        yield from _extracted("jinja2.ext:babel_extract", path, JINJA)


def _extracted(
    method: str, path: Path, options: dict[str, str]
) -> Iterator[tuple[Path, str | tuple[str, ...]]]:
    with path.open("rb") as file:
        for _line, message, _comments, _context in extract(method, file, KEYWORDS, options=options):
            yield path, message


def _spoken(root: Path) -> Iterator[tuple[Path, str]]:
    for room in SPOKEN:
        for path in sorted((root / room).rglob("*.py")):
            if not path.relative_to(root).as_posix().startswith(NEVER_ON_A_PAGE):
                for _line, sentence in sentences(path.read_text(encoding="utf-8")):
                    yield path, sentence


def catalogue(file: Path) -> Catalog:
    """The translations in *file*."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.parent.parent.name)


def compiled(catalog: Catalog) -> bytes:
    """The ``.mo`` of *catalog*."""
    octets = io.BytesIO()
    write_mo(octets, catalog)
    return octets.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """The words of *catalog* that have no translation, or only a guess."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(_forms(message.string)))
    ]


def _forms(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, tuple | list) else (string or "",)


def main() -> None:
    """Bring every catalogue up to date, and say what waits for a translation."""
    words = gathered()
    for file in sorted(TRANSLATIONS.glob("*/LC_MESSAGES/messages.po")):
        catalog = catalogue(file)
        # A guess is worse than a gap, which a test finds.
        catalog.update(words, no_fuzzy_matching=True, update_creation_date=False)
        catalog.obsolete.clear()
        with file.open("wb") as opened:
            write_po(opened, catalog, width=WIDTH, sort_output=True, omit_header=False, no_location=True)
        file.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = untranslated(catalog)
        print(f"{catalog.locale}: {len(catalog)} words, {len(missing)} untranslated")
        for one in missing:
            print(f"  {one}")


if __name__ == "__main__":
    main()
