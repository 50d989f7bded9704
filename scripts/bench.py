"""Measures what a page costs in processor time, beside what the same page costs by less, in one run.

python3 scripts/bench.py                 200 and 10,000 members, then beside 5,000 chapters (a million members)
python3 scripts/bench.py --quick         one chapter of 200 members, in about a minute
python3 scripts/bench.py --write         and write docs/performance.md

*Floor* is the same page by Flask, Flask-Login and SQLAlchemy at their least, *limit* by WSGI and psycopg2 alone, both
on the product's own rows. Machines are noisy, and the three are measured one after another: read the ratios.
"""

from __future__ import annotations

import argparse
import sys

from _setup import PYTHON, ROOT, become, prepare

DOCUMENT = ROOT / "docs" / "performance.md"


def main(arguments: list[str]) -> None:
    """Measure what is asked for, and print it."""
    if sys.executable != str(PYTHON) and sys.prefix != str(PYTHON.parent.parent):
        prepare("requirements-dev.txt")
        become("scripts/bench.py", *arguments)
    sys.path.insert(0, str(ROOT))
    options = _options(arguments)
    from bench import report, run

    plan = run.Plan(
        large=None if options.quick else 10_000,
        chapters=None if options.quick else options.chapters,
        times=60 if options.quick else options.times,
    )
    found = run.measured(plan, say=_say)
    text = report.written(found)
    print(text)
    if options.write:
        DOCUMENT.write_text(text, encoding="utf-8")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="What a page costs.")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--chapters", type=int, default=5_000)
    parser.add_argument("--times", type=int, default=200)
    return parser.parse_args(arguments)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
