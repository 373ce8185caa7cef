"""Commands of any Unix shell, as far as somebody who asks a phone needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from drivers.simulator.phone.adb.commands import Command, Output, lines, wrong
from drivers.simulator.phone.phone import SimulatedPhone


def _echo(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone, piped
    if arguments[:1] == ["-n"]:
        return Output(" ".join(arguments[1:]))
    return lines(" ".join(arguments))


def _cat(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    if not arguments:
        return Output(piped)
    for path in arguments:
        if path not in phone.disk.files:
            return wrong(f"cat: {path}: No such file or directory")
    return Output("".join(phone.disk.files[path].decode("utf-8", "replace") for path in arguments))


def _ls(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    folder = next((a for a in arguments if not a.startswith("-")), "/").rstrip("/")
    return lines(*(path[len(folder) + 1 :] for path in phone.disk.files if path.startswith(f"{folder}/")))


def _rm(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    for path in arguments:
        phone.disk.files.pop(path, None)
    return Output()


def _grep(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone
    options = "".join(argument[1:] for argument in arguments if argument.startswith("-"))
    patterns = [argument for argument in arguments if not argument.startswith("-")]
    if not patterns:
        return wrong("grep: no pattern", 2)
    text = re.escape(patterns[0]) if "F" in options else patterns[0]
    pattern = re.compile(text, re.IGNORECASE if "i" in options else 0)
    found = [line for line in piped.splitlines() if bool(pattern.search(line)) != ("v" in options)]
    return Output("".join(f"{line}\n" for line in found), code=0 if found else 1)


def _head(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone
    digits = "".join(arguments).removeprefix("-").removeprefix("n")
    return lines(*piped.splitlines()[: int(digits) if digits.isdecimal() else 10])


def _exit(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone, piped
    return Output(code=int(arguments[0]) & 0xFF if arguments and arguments[0].isdecimal() else 0)


def _id(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone, arguments, piped
    return lines("uid=2000(shell) gid=2000(shell) groups=2000(shell),1004(input) context=u:r:shell:s0")


def _date(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del piped
    if arguments[:1] == ["+%s"]:
        return lines(str(int(phone.now().timestamp())))
    return lines(f"{phone.now():%a %b %d %H:%M:%S UTC %Y}")


def _nothing(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone, arguments, piped
    return Output()


def _false(phone: SimulatedPhone, arguments: Sequence[str], piped: str) -> Output:
    del phone, arguments, piped
    return Output(code=1)


COMMANDS: Mapping[str, Command] = {
    "echo": _echo,
    "cat": _cat,
    "ls": _ls,
    "rm": _rm,
    "grep": _grep,
    "head": _head,
    "exit": _exit,
    "id": _id,
    "date": _date,
    "true": _nothing,
    ":": _nothing,
    "mkdir": _nothing,
    "chmod": _nothing,
    "sleep": _nothing,
    "false": _false,
}
