"""Tests of modemsms."""
