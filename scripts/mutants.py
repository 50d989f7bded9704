"""Plants a fault in one place of the rules after another, and names each that no test of the rules noticed.

python3 scripts/mutants.py                              all of domain: about an hour
python3 scripts/mutants.py 'sigma_finance.domain.books.*'   one folder: about ten minutes

docs/testing.md says what survived, and why. Not for Windows, where processes cannot be copied.
"""

import os
import subprocess
import sys

from _setup import PYTHON, ROOT, prepare


def main(names: list[str]) -> int:
    """Run mutmut as pyproject.toml says, on these mutants where any are named, and list the survivors."""
    prepare("requirements-dev.txt")
    mutmut = [str(PYTHON), "-m", "mutmut"]
    ran = subprocess.run([*mutmut, "run", "--max-children", str(os.cpu_count() or 2), *names], cwd=ROOT)
    subprocess.run([*mutmut, "results"], cwd=ROOT)
    return ran.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
