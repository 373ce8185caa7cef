"""The box on the shop's network."""
