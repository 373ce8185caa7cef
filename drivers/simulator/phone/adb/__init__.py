"""A simulated adb server."""
