"""Everything that touches hardware: each driver turns one kind of device into ``modemsms.driver``."""
