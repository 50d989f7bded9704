"""What a contributor runs before a commit: form, types, contracts, templates, stylesheet, tests and what they reach.

python3 scripts/check.py            everything
python3 scripts/check.py --fast     all but the tests
"""

import os
import subprocess
import sys
import time

from _setup import PYTHON, ROOT, WINDOWS, prepare, say

TOOLS = PYTHON.parent
STEPS = {
    "format": ["ruff", "format", "--check", "--quiet", "."],
    "lint": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "import contracts": ["lint-imports"],
    "dead code": ["python", "scripts/dead_code.py"],
    "templates": ["djlint", "sigma_finance", "sandbox", "--lint", "--quiet"],
    "picture": ["python", "scripts/picture.py", "--check"],
    "stylesheet": ["python", "scripts/css.py", "--check"],
    "requirements": ["python", "scripts/requirements.py", "--check"],
}


def main(arguments: list[str]) -> int:
    """Take each step, one line each, and end with 1 where any failed; the tests come last, and how much they reach."""
    prepare("requirements-dev.txt")
    failed = [name for name, command in STEPS.items() if not passes(name, command)]
    if arguments != ["--fast"]:
        failed += tested()
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0


def tested() -> list[str]:
    """Run the tests, and once they pass ask whether they reach enough of the code; what failed."""
    tests = [sys.executable, "scripts/test.py", "--cov", "--cov-report="]
    if subprocess.run(tests, cwd=ROOT).returncode:
        return ["tests"]
    return [] if passes("coverage", ["python", "scripts/covered.py"]) else ["coverage"]


def passes(name: str, command: list[str]) -> bool:
    """Whether the step succeeds; what it printed is shown where it doesn't."""
    started = time.monotonic()
    tool = str(TOOLS / (command[0] + (".exe" if WINDOWS else "")))
    environment = {**os.environ, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [tool, *command[1:]],
        cwd=ROOT,
        env=environment,
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    say(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)")
    if done.returncode:
        say(done.stdout)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
