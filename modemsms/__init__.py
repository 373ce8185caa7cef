"""The core of modemsms: the shop's rules. It knows no modem and no web page."""
