"""The threads of the daemon: one for each device, and one for what the clock makes due."""
