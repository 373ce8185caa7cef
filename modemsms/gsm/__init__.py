"""Pure 3GPP codecs for short messages (TS 23.038, TS 23.040); no I/O, no clock, no state."""
