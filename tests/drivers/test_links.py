"""Links that go while they are being followed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from drivers.links import links_in, real_path


def test_a_link_is_followed_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "device").touch()
    (tmp_path / "by-id").symlink_to("by-path")
    (tmp_path / "by-path").symlink_to("device")

    assert real_path(tmp_path / "by-id") == str((tmp_path / "device").resolve())


def test_a_link_that_is_seen_and_cannot_be_read_any_more_leads_to_itself() -> None:
    # The kernel keeps that of a process which has ended until somebody asks how.
    ended = subprocess.Popen(["true"])
    os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)
    link = Path(f"/proc/{ended.pid}/exe")
    try:
        assert link.is_symlink()
        assert real_path(link) == str(link)
    finally:
        ended.wait()


def test_in_a_folder_that_is_gone_are_no_links(tmp_path: Path) -> None:
    assert list(links_in(tmp_path / "by-path")) == []
