"""The box on the shop's network: its own certificate, its addresses, its name, and the HTTPS door."""
