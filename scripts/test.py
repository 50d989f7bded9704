"""Runs the tests from nothing: libraries, servers of their own, Chromium; the arguments go on to pytest.

python3 scripts/test.py                                  everything, on all cores
python3 scripts/test.py tests/domain -k split            some
python3 scripts/test.py --quick                          SQLite alone, no browser and no servers; pages (tests/routes),
                                                         tests/cli and tests/architecture only where named
TEST_DATABASE_URL=… TEST_REDIS_URL=… python3 …           on servers that run already (their data is removed)
"""

import os
import sys

from _setup import ROOT, become, prepare


def main(arguments: list[str]) -> None:
    """Prepare what is missing, then go on as pytest; tests/plugin.py finds or starts the servers."""
    prepare("requirements-dev.txt")
    become("-m", "pytest", *in_parallel(arguments), *arguments)


def in_parallel(arguments: list[str]) -> list[str]:
    """Three processes for two cores: a test waits for its database or its browser a third of its time.

    Chosen tests run in one process, whose output then comes as it is written.
    """
    chosen = any(
        argument.startswith(("-n", "--numprocesses", "--pdb"))
        or (ROOT / argument.partition("::")[0]).exists()
        for argument in arguments
    )
    return (
        [] if chosen else ["-n", str(max(2, min((os.cpu_count() or 2) * 3 // 2, 12))), "--dist", "worksteal"]
    )


if __name__ == "__main__":
    main(sys.argv[1:])
