"""One file for each figure that the project promises; each prints what it measured beside the limit."""
