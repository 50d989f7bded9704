"""Plants a fault in one place of the code after another, and names each that no test noticed.

python3 scripts/mutants.py                              all of domain: about an hour
python3 scripts/mutants.py 'sigma_finance.domain.books.*'   one folder: about ten minutes
python3 scripts/mutants.py --sample 300 --seed 9        so many where a database is needed, drawn by a number

docs/testing.md says what survived, and why. Not for Windows, where processes cannot be copied.
"""

import argparse
import os
import subprocess
import sys

from _setup import PYTHON, ROOT, prepare


def main(arguments: list[str]) -> int:
    """Ask the rules' tests by mutmut, as pyproject.toml says, or a sample of the rest, and list the survivors."""
    asked = _asked(arguments)
    prepare("requirements-dev.txt")
    if asked.sample:
        sampled = [str(PYTHON), str(ROOT / "scripts" / "_sampled.py"), str(asked.sample), str(asked.seed)]
        return subprocess.run(sampled, cwd=ROOT).returncode
    mutmut = [str(PYTHON), "-m", "mutmut"]
    ran = subprocess.run([*mutmut, "run", "--max-children", str(os.cpu_count() or 2), *asked.names], cwd=ROOT)
    subprocess.run([*mutmut, "results"], cwd=ROOT)
    return ran.returncode


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Plants faults, and names each that no test noticed.")
    parser.add_argument("names", nargs="*", help="faults in the rules by their names, * for any letters")
    parser.add_argument("--sample", type=int, default=0, help="so many faults where a database is needed")
    parser.add_argument("--seed", type=int, default=9, help="which of them are drawn")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
