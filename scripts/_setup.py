"""What every command here needs first: a recent Python, a virtual environment, and the pinned libraries in it.

Standard library alone, and the first lines keep to what old Pythons can read, so that they can say what is wrong.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (an older one can read this far)
    sys.exit(
        "Sigma Finance needs Python 3.11 or newer, and this is Python {}.{}; start the command with a newer one, "
        "such as python3.12.".format(*sys.version_info[:2])
    )

import hashlib
import os
import shutil
import subprocess
import time
from collections import deque
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def say(sentence: str) -> None:
    """Tell the person at the terminal what happens, at once."""
    print(sentence, flush=True)


def prepare(requirements: str) -> None:
    """Make sure that the virtual environment holds what the compiled file names; seconds where it already does."""
    wanted = hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()
    stamp = VENV / f"{requirements}.installed"
    if PYTHON.exists() and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    started = time.monotonic()
    if not PYTHON.exists():
        say("Making a virtual environment in .venv")
        _run([sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV)])
    say(f"Installing what {requirements} names, which is needed once")
    _install(ROOT / requirements)
    stamp.write_text(wanted, encoding="ascii")
    say(f"Installed in {time.monotonic() - started:.0f} s")


def become(*arguments: str, environment: dict[str, str] | None = None) -> NoReturn:
    """Go on as the virtual environment's Python, from the project's folder, and end as that does."""
    command = [str(PYTHON), *arguments]
    environment = {**os.environ, **(environment or {})}
    os.chdir(ROOT)
    sys.stdout.flush()
    if not WINDOWS:
        os.execve(command[0], command, environment)  # noqa: S606
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            continue  # Ctrl-C reached the other process too, which ends in its own way


def _install(requirements: Path) -> None:
    options = ["install", "--require-hashes", "-r", str(requirements)]
    uv = shutil.which("uv")
    if uv and _ran([uv, "pip", *options, "--python", str(PYTHON), "--compile-bytecode", "--quiet"]):
        return
    _need_pip()
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", *options]
    _run_pip([*pip, "--progress-bar", "off"])


def _run_pip(command: list[str]) -> None:
    """Run pip, say now and then how far it is, and show its last lines where it fails."""
    fetched, last = 0, deque[str](maxlen=20)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout or ():
        last.append(line)
        fetched += (step := line.startswith(("Collecting ", "Processing ")))
        if step and fetched % 10 == 0:
            say(f"  {fetched} libraries so far")
    if process.wait():
        sys.exit(
            f"{''.join(last)}\nThe libraries could not be installed, see above; starting again goes on from here."
        )


def _need_pip() -> None:
    if _works([str(PYTHON), "-m", "pip", "--version"]) or _works([str(PYTHON), "-m", "ensurepip"]):
        return
    # Debian and Ubuntu keep ensurepip in a package of its own.
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    apt = shutil.which("apt-get")
    if apt and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"Installing {package}, which this system's Python came without")
        quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        _run([apt, "update", "-qq"], environment=quietly)
        _run([apt, "install", "-y", "-qq", "--no-install-recommends", package], environment=quietly)
        if _works([str(PYTHON), "-m", "ensurepip"]):
            return
    if apt:
        sys.exit(f"This Python came without ensurepip: run  sudo apt install {package}  and start again.")
    sys.exit(
        "This Python came without ensurepip: install pip for it, or uv (https://docs.astral.sh/uv/), and start again."
    )


def _works(command: list[str]) -> bool:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 0


def _ran(command: list[str], environment: dict[str, str] | None = None) -> bool:
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, env=environment).returncode == 0


def _run(command: list[str], environment: dict[str, str] | None = None) -> None:
    if not _ran(command, environment):
        sys.exit(f"This did not work: {' '.join(command)}")
