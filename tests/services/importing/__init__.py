"""Lists of people as files: every writing that people hand over, and what is made to do harm."""
