"""The endpoints of the gateway app, one module for each noun."""
