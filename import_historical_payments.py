"""Imports payments of earlier years: the same command as scripts/import_historical_payments.py."""

import subprocess
import sys
from pathlib import Path

command = Path(__file__).parent / "scripts" / "import_historical_payments.py"
sys.exit(subprocess.call([sys.executable, str(command), *sys.argv[1:]]))
