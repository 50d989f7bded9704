"""Imports payments of earlier years from a workbook or CSV file.

python scripts/import_historical_payments.py FILE --chapter sds             rehearses: what would happen, row by row
python scripts/import_historical_payments.py FILE --chapter sds --commit    imports
python scripts/import_historical_payments.py FILE --help                    everything else
"""

import importlib.util
import os
import subprocess
import sys

from _setup import PYTHON, ROOT, prepare

HOW_TO = (
    "Name the workbook or CSV file: python scripts/import_historical_payments.py FILE --chapter SLUG rehearses, and "
    "with --commit imports."
)


def main(arguments: list[str]) -> int:
    """Prepare what is missing, then go on as ``flask import historical``, in the folder that file names start from."""
    if not arguments:
        print(HOW_TO, file=sys.stderr)
        return 2
    command = ["-m", "flask", "--app", "sigma_finance.app", "import", "historical", *arguments]
    places = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(places)}
    return subprocess.call([python(), *command], env=environment)


def python() -> str:
    """This Python where it has the libraries, as on a server; else that of the virtual environment, made ready."""
    if importlib.util.find_spec("flask") and importlib.util.find_spec("python_calamine"):
        return sys.executable
    prepare("requirements.txt")
    return str(PYTHON)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
