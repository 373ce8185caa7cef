"""The screens that pages are walked on: what depends on the screen on both, what does not on one of them."""

from __future__ import annotations

import pytest

SIZES = {"phone": (390, 844), "desktop": (1280, 800)}

on_a_phone = pytest.mark.parametrize("size", ["phone"], indirect=True)
at_a_desk = pytest.mark.parametrize("size", ["desktop"], indirect=True)
