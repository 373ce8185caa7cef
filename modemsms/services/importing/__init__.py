"""Lists of people that come in as files: read, understood and checked, before any of it touches the database."""
