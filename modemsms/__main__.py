"""``python -m modemsms``: the command line without an installed script."""

from modemsms.cli import main

if __name__ == "__main__":
    main(prog_name="modemsms")
