"""Plants a sample of faults in what needs a database, and names each that the tests at its module's own path let pass.

mutants.py begins this in the virtual environment. mutmut writes the faults; a seed draws among their names. The tests
are collected once and the application is made once, on SQLite, and each fault is asked in a copy of the process, so
that none waits for the start. What the application does only while it is made is therefore not asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: A copy of the project in which the faults stand.
TREE = ROOT / "instance" / "mutants"
FOLDERS = ("database", "services/books", "services/payments")
_COPIED = ("sigma_finance", "sandbox", "scripts", "migrations", "docs", "tests", "pyproject.toml")
#: A test that a fault keeps from ending has failed: so many seconds, and so many times what the tests take without it.
_AT_LEAST_S, _TIMES = 60, 10


def modules() -> list[str]:
    """The modules that are asked, as paths below the package."""
    found = [path for folder in FOLDERS for path in (ROOT / "sigma_finance" / folder).glob("*.py")]
    package = ROOT / "sigma_finance"
    return sorted(path.relative_to(package).with_suffix("").as_posix() for path in found)


def tests_of(module: str) -> list[str]:
    """The files that test a module, by its path."""
    folder, _, name = module.rpartition("/")
    below = ROOT / "tests" / folder
    files = [*below.glob(f"test_{name}.py"), *below.glob(f"test_{name}_*.py")]
    return sorted(path.relative_to(ROOT).as_posix() for path in files)


def module_of(mutant: str) -> str:
    """The module in which a fault stands: the path that its name begins with."""
    return "/".join(mutant.split(".")[1:-1])


def draw(names: Sequence[str], count: int, seed: int) -> list[str]:
    """So many of the names, the same ones for the same seed, in an order of which every beginning is a sample too."""
    ordered = sorted(names)
    return random.Random(seed).sample(ordered, min(count, len(ordered)))  # noqa: S311


def plant() -> list[str]:
    """Copy the project, write every fault of the modules into the copy, and name them all."""
    shutil.rmtree(TREE, ignore_errors=True)
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, TREE / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, TREE / name)
    names = []
    for module in modules():
        file = f"sigma_finance/{module}.py"
        code, found = _planted(file)
        (TREE / file).write_text(code, encoding="utf-8")
        names += [f"sigma_finance.{module.replace('/', '.')}.{name}" for name in found]
    return names


def _planted(file: str) -> tuple[str, list[str]]:
    """A file with every fault in it, and their names; kept, since writing it takes seconds."""
    from mutmut.mutation.file_mutation import mutate_file_contents

    source = (ROOT / file).read_bytes()
    kept = ROOT / "instance" / "planted" / f"{hashlib.sha256(source).hexdigest()}.json"
    if not kept.exists():
        planted = mutate_file_contents(file, source.decode())
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps([planted.code, list(planted.mutant_names)]), encoding="utf-8")
    code, names = json.loads(kept.read_text(encoding="utf-8"))
    return code, names


class _Waiting(Thread):
    """The thread of a server that is begun in each copy: copies of processes have no threads."""

    made: ClassVar[list[_Waiting]] = []

    def start(self) -> None:
        """Wait."""
        self.made.append(self)

    def begin(self) -> None:
        """Begin, in a copy."""
        super().start()


def _stand(session: pytest.Session) -> None:
    """Make the application that all tests share, with its server waiting."""
    from tests.harness import standing

    vars(standing)["Thread"] = _Waiting
    first = next(item for item in session.items if "standing" in getattr(item, "fixturenames", ()))
    session.config.option.setuponly = True
    first.config.hook.pytest_runtest_protocol(item=first, nextitem=session.items[-1])
    session.config.option.setuponly = False


class Planting:
    """A run of pytest that asks one fault after another instead of its tests once."""

    def __init__(self, mutants: Sequence[str]) -> None:
        """Ask these."""
        self.mutants = mutants
        self.live: list[str] = []
        self.limits: dict[str, int] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Ask each fault the tests of its module; what was collected wrongly is told by pytest."""
        if not session.testsfailed:
            _stand(session)
            for number, mutant in enumerate(self.mutants, 1):
                lives = self._lives(session, mutant)
                self.live += [mutant] if lives else []
                print(f"{number}/{len(self.mutants)} {'LIVES' if lives else 'dies '} {mutant}", flush=True)
        return True

    def _lives(self, session: pytest.Session, mutant: str) -> bool:
        module = module_of(mutant)
        items = _items(session, module)
        if module not in self.limits:
            begun = time.monotonic()
            if _fails(session, items, "", 3600):
                print(f"The tests of {module} fail without a fault in it.", flush=True)
            self.limits[module] = _AT_LEAST_S + _TIMES * round(time.monotonic() - begun)
        return not _fails(session, items, mutant, self.limits[module])


def _items(session: pytest.Session, module: str) -> list[pytest.Item]:
    """The tests of a module, those that try many examples last."""
    files = {TREE / file for file in tests_of(module)}
    found = [item for item in session.items if item.path in files]
    return sorted(found, key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))


def _fails(session: pytest.Session, items: Sequence[pytest.Item], mutant: str, limit_s: int) -> bool:
    """Whether a copy of this process that holds the fault ends otherwise than well."""
    copy = os.fork()
    if copy == 0:
        signal.alarm(limit_s)
        os.environ["MUTANT_UNDER_TEST"] = mutant
        for server in _Waiting.made:
            server.begin()
        with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere):
            os._exit(_ask(session, items))
    return os.waitpid(copy, 0)[1] != 0


def _ask(session: pytest.Session, items: Sequence[pytest.Item]) -> int:
    try:
        for item, following in _in_turn(items):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return 1
    except BaseException:  # noqa: BLE001 (whatever ends it, the fault was noticed)
        return 1
    return 0


def _in_turn(items: Sequence[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def main(count: int, seed: int) -> int:
    """Draw, ask, and list what lives."""
    mutants = draw(plant(), count, seed)
    os.chdir(TREE)
    sys.path.insert(0, str(TREE))
    os.environ["MUTANT_UNDER_TEST"] = ""
    files = sorted({file for mutant in mutants for file in tests_of(module_of(mutant))})
    planting = Planting(mutants)
    options = ["--quick", "-p", "no:cacheprovider", "-p", "no:terminal", "--hypothesis-profile=mutants"]
    pytest.main([*options, *files], plugins=[planting])
    print(f"\n{len(mutants)} faults of seed {seed}, {len(planting.live)} live:", *planting.live, sep="\n  ")
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
