"""What the tests of discovery may ask for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.simulator.simulate import SimulatedModems
from tests.drivers.discovery.lines import Line
from tests.drivers.discovery.scene import Scene
from tests.drivers.discovery.tree import Tree


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A machine with nothing plugged in."""
    return Tree(tmp_path / "machine")


@pytest.fixture
def lines() -> Iterator[Callable[[], Line]]:
    """Makes ptys that the test plays."""
    made: list[Line] = []

    def make() -> Line:
        made.append(Line())
        return made[-1]

    yield make
    for line in made:
        line.close()


@pytest.fixture
def modems() -> Iterator[SimulatedModems]:
    """Three modems behind ptys."""
    with SimulatedModems(3) as simulated:
        yield simulated


@pytest.fixture
def scene(tree: Tree, tmp_path: Path) -> Iterator[Scene]:
    """Discovery at work on the tree."""
    scene = Scene(tree, tmp_path / "programs")
    yield scene
    scene.close()
