"""The commands, one module for each family. They parse, call one thing, and print what is promised."""
