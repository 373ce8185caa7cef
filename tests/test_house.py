"""What a machine can check of how the house is built (CONTRIBUTING.md, "The house")."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("modemsms", "drivers", "web", "tests", "benchmarks", "tools")
SHIPPED = ("modemsms", "drivers", "web")

# Tables may be longer than code.
LONGEST_MODULE, LONGEST_TABLE, LONGEST_FUNCTION = 400, 600, 50
BAD_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}

# A worker's loop (and the one by one look behind it), scheduled work, an HTTP handler: each logs with a
# traceback and lives on, and each has a test that it does.
BROAD_EXCEPTS = {"modemsms/daemon/worker.py": 2, "modemsms/daemon/scheduler.py": 1}


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name)
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)

    if source.strip() or path.stem != "__init__":
        assert ast.get_docstring(tree), "a module opens with a sentence"
    assert path.stem not in BAD_NAMES
    code = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    limit = LONGEST_MODULE if code else LONGEST_TABLE
    assert len(source.splitlines()) <= limit


@pytest.mark.parametrize("path", modules(*SHIPPED), ids=name)
def test_functions_fit_on_a_screen(path: Path) -> None:
    for function in functions(ast.parse(path.read_text(encoding="utf-8"))):
        assert function.end_lineno is not None
        length = function.end_lineno - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"


def test_broad_excepts_stand_where_they_are_meant_to() -> None:
    found: dict[str, int] = {}
    for path in modules(*SHIPPED):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                caught = getattr(node.type, "id", None)
                reraises = any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
                broad = node.type is None or caught in ("Exception", "BaseException")
                if broad and not reraises:
                    found[name(path)] = found.get(name(path), 0) + 1

    assert found == BROAD_EXCEPTS


@pytest.mark.parametrize("path", modules("tests", "benchmarks"), ids=name)
def test_tests_use_peers_and_events_not_mocks_and_sleeps(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    if path == Path(__file__):
        return

    assert not re.search(r"unittest\.mock|MagicMock|mocker\b", source)
    if path.is_relative_to(ROOT / "tests"):
        assert not re.search(r"\bsleep\(", source)


@pytest.mark.parametrize("path", modules(*ROOMS), ids=name)
def test_nothing_is_left_for_later(path: Path) -> None:
    if path != Path(__file__):
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text(encoding="utf-8"))


def test_templates_hold_no_script_and_no_style() -> None:
    for path in (ROOT / "web" / "templates").rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(
            r"\sstyle=|\son(click|change|load|submit|input|key\w*|focus|blur|error|toggle)=|<style|<script(?![^>]*\ssrc=)",
            source,
        ), name(path)


def test_the_projects_files_name_no_machine_of_ours() -> None:
    for pattern in ("*.md", "*.toml", "*.txt", "Makefile"):
        for path in ROOT.glob(pattern):
            assert not re.search(r"/(work|root|home/\w+)/", path.read_text(encoding="utf-8")), path.name
