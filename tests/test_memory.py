"""What the C library keeps for threads that allocate, with and without a word from us."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# The daemon has fifty threads on eight modems; glibc itself stops at eight arenas for each core.
THREADS = 12
ARENAS_OF_ITS_THREADS = f"""
import ctypes
import re
import sys
import tempfile
import threading

from modemsms.memory import share_arenas

if "shared" in sys.argv:
    share_arenas()
all_hold = threading.Barrier({THREADS})

def hold():
    # Above what Python's own allocator serves, below what the C library maps for one block alone.
    held = [bytearray(4096) for _ in range(64)]
    all_hold.wait(30)
    return held

threads = [threading.Thread(target=hold) for _ in range({THREADS})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()

libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
with tempfile.TemporaryFile() as told:
    stream = ctypes.c_void_p(libc.fdopen(told.fileno(), b"w"))
    libc.malloc_info(0, stream)
    libc.fflush(stream)
    told.seek(0)
    print(len(re.findall(rb"<heap nr=", told.read())))
"""


def arenas(*words: str) -> int:
    """How many arenas a fresh interpreter has when all of its threads have allocated."""
    argv = [sys.executable, "-c", ARENAS_OF_ITS_THREADS, *words]
    ended = subprocess.run(argv, check=True, capture_output=True, text=True, timeout=60)
    return int(ended.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the arenas are glibc's")
def test_threads_share_two_arenas_and_do_not_get_one_each() -> None:
    assert arenas() > 2
    assert arenas("shared") == 2
