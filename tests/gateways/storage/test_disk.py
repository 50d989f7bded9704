"""Files in a folder."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from sigma_finance.gateways.storage.disk import DiskStore
from sigma_finance.gateways.storage.port import FileGone, StorageFails

KEY = "7/" + "a" * 32


@pytest.fixture
def disk(tmp_path: Path) -> DiskStore:
    return DiskStore(tmp_path / "files")


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


class TestAFolder:
    def test_keeps_a_file_until_it_is_removed(self, disk: DiskStore) -> None:
        disk.put(KEY, b"first", "image/jpeg")
        disk.put(KEY, b"second", "image/jpeg")
        assert disk.read(KEY) == b"second"
        disk.remove(KEY)
        disk.remove(KEY)
        with pytest.raises(FileGone):
            disk.read(KEY)

    def test_is_closed_to_others_on_the_machine(self, disk: DiskStore, tmp_path: Path) -> None:
        disk.put(KEY, b"first", "image/jpeg")
        assert (tmp_path / "files" / "7").stat().st_mode & 0o077 == 0

    def test_that_is_full_says_so_and_keeps_no_half_file(
        self, disk: DiskStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def full(_descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StorageFails, match="cannot be kept or read just now"):
            disk.put(KEY, b"first", "image/jpeg")
        assert files(tmp_path) == []

    def test_that_cannot_be_used_says_so(self, disk: DiskStore, tmp_path: Path) -> None:
        (tmp_path / "files").mkdir()
        (tmp_path / "files" / "7").mkdir()
        (tmp_path / "files" / KEY).mkdir()
        for act in (lambda: disk.read(KEY), lambda: disk.remove(KEY), lambda: disk.put(KEY, b"x", "")):
            with pytest.raises(StorageFails):
                act()
