"""The only SQL of the house: one file for each noun, over one SQLite database."""
