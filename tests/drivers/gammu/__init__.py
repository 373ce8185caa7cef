"""The driver over python-gammu."""
