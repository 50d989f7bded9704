"""The compiled requirements must be those that pyproject.toml asks for."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = ("pyproject.toml", "requirements.txt", "requirements-dev.txt", "scripts/requirements.py")


def check(root: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(root / "scripts" / "requirements.py"), "--check"]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


class TestTheCheckOfRequirements:
    def test_finds_every_pin_compiled(self) -> None:
        assert (check(ROOT).returncode, check(ROOT).stdout) == (0, "")

    def test_names_a_pin_that_was_not_compiled(self, tmp_path: Path) -> None:
        (tmp_path / "scripts").mkdir()
        for name in FILES:
            shutil.copyfile(ROOT / name, tmp_path / name)
        project = tmp_path / "pyproject.toml"
        text = project.read_text(encoding="utf-8").replace('"flask==3.1.3"', '"flask==3.1.99"')
        project.write_text(text, encoding="utf-8")
        answer = check(tmp_path)
        assert answer.returncode == 1
        assert answer.stdout.splitlines() == [
            "requirements.txt lacks flask==3.1.99; run python scripts/requirements.py.",
            "requirements-dev.txt lacks flask==3.1.99; run python scripts/requirements.py.",
        ]
