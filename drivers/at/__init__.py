"""The driver for everything that speaks AT commands over a serial port (3GPP TS 27.005, 27.007)."""
