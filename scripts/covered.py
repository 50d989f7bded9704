"""How much of the code the tests reach, as the last run with ``--cov`` measured it; the check asks after the tests.

python3 scripts/test.py --cov --cov-report= && .venv/bin/python scripts/covered.py
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path

from coverage import Coverage
from coverage.exceptions import NoDataError, NoSource

ROOT = Path(__file__).resolve().parent.parent
#: The least that is reached of everything, and of the rooms that decide about money: per cent of lines and branches.
LEAST = {
    "": 97.0,
    "sigma_finance/domain/": 100.0,
    "sigma_finance/services/books/": 100.0,
    "sigma_finance/services/payments/": 100.0,
}


def main() -> int:
    """Say what is reached, and what is missing where that is too little."""
    measured = Coverage(config_file=str(ROOT / "pyproject.toml"))
    try:
        measured.load()
        missing = gaps(measured, LEAST)
    except (NoDataError, NoSource):
        print("Nothing was measured yet: python3 scripts/test.py --cov --cov-report=")
        return 1
    print("\n".join(missing) or f"The tests reach {reached(measured, ''):.2f} % of the code")
    return 1 if missing else 0


def gaps(measured: Coverage, least: Mapping[str, float]) -> list[str]:
    """Each room that is reached less than it should be, and the lines that no test reaches."""
    found = []
    for room, wanted in least.items():
        table = io.StringIO()
        share = reached(measured, room, table)
        if share < wanted:
            found.append(
                f"{room or 'Everything'}: {share:.2f} %, at least {wanted:.0f} %\n{table.getvalue()}"
            )
    return found


def reached(measured: Coverage, room: str, table: io.StringIO | None = None) -> float:
    """What share of a room is reached, in per cent; the table gets what is not."""
    include = [f"{room}**"] if room else None
    return measured.report(
        include=include, file=table or io.StringIO(), show_missing=True, skip_covered=True, precision=2
    )


if __name__ == "__main__":
    sys.exit(main())
