"""Finds what is plugged in: modems and their AT port, adapters, phones; live, and from /sys and /dev alone."""
