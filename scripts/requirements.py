"""The pinned requirements: ``scripts/requirements.py`` compiles them with uv, ``--check`` compares them offline."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPILED = {"requirements.txt": [], "requirements-dev.txt": ["--group", "dev"]}
COMPILE = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--quiet"]
HEADER = ["--python-version", "3.11", "--custom-compile-command", "python scripts/requirements.py"]


def main(arguments: list[str]) -> int:
    """Compile both files, with ``--upgrade`` to the newest releases that fit, or compare them with pyproject.toml."""
    if arguments == ["--check"]:
        differences = check()
        print("\n".join(differences), end="\n" if differences else "")
        return 1 if differences else 0
    for name, groups in COMPILED.items():
        subprocess.run([*COMPILE, *HEADER, *groups, *arguments, "-o", name], cwd=ROOT, check=True)
    return 0


def check() -> list[str]:
    """What pyproject.toml asks for and a compiled file does not hold, one sentence each."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["dependencies"]
    asked = {"requirements.txt": wanted, "requirements-dev.txt": wanted + project["dependency-groups"]["dev"]}
    return [
        f"{name} lacks {requirement}; run python scripts/requirements.py."
        for name, requirements in asked.items()
        for requirement in requirements
        if not _holds((ROOT / name).read_text(encoding="utf-8"), requirement)
    ]


def _holds(compiled: str, requirement: str) -> bool:
    pin = requirement.partition(";")[0].strip()
    name, _, version = pin.partition("==")
    found = re.findall(rf"^{re.escape(name)}==(\S+)", compiled, re.MULTILINE | re.IGNORECASE)
    return version in found if version else bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
