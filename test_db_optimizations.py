"""Asks whether each page keeps to its number of queries and finds its indexes: those tests, by scripts/test.py."""

import subprocess
import sys
from pathlib import Path

command = Path(__file__).parent / "scripts" / "test.py"
tests = ["tests/architecture/test_query_budgets.py", "tests/architecture/test_indexes.py"]
sys.exit(subprocess.call([sys.executable, str(command), *tests, *sys.argv[1:]]))
