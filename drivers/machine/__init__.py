"""Looks at the machine that modemsms runs on: who else wants the modems, rights, power, clock, disk."""
