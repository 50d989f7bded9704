"""The start command on a clone of its own: what it leaves for other commands, and what it refuses."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sigma_finance.config import ROOT
from tests.operation.serving import PATIENCE_S, free_port, health

OURS = ("BASE_URL", "PORT", "FLASK_RUN_PORT", "DATABASE_URL", "DATABASE_MIGRATION_URL", "SANDBOX_STATE")


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone")
    for part in ("sigma_finance", "sandbox", "migrations", "scripts"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "instance").mkdir()
    return folder


def environ() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "CONFIG_CLASS": "sigma_finance.config.LocalConfig", "REDIS_URL": ""}


def command(clone: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=clone,
        env={**environ(), **settings},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def flask(clone: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return command(clone, "-m", "flask", "--app", "sigma_finance.app:create_app", *words, **settings)


@pytest.fixture(scope="module")
def port(clone: Path) -> Iterator[int]:
    """The port on which the clone is served."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "scripts/serve.py", str(port)],
        cwd=clone,
        env={**environ(), "BASE_URL": f"http://localhost:{port}"},
        stdout=subprocess.DEVNULL,
    )
    try:
        assert health(port)["status"] == "healthy"
        yield port
        assert (clone / "instance" / "port").read_text() == f"{port}\n"
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE_S)
    assert not (clone / "instance" / "port").exists()
    assert not list((clone / "instance").glob("*.lock"))


class TestBesideAServer:
    def test_a_command_writes_addresses_of_its_port(self, clone: Path, port: int) -> None:
        printed = flask(clone, "invite", "create", "--chapter", "sds", "--role", "member").stdout
        assert f"http://localhost:{port}/auth/register?code=" in printed

    def test_a_command_keeps_to_an_address_that_is_set(self, clone: Path, port: int) -> None:
        words = ("invite", "create", "--chapter", "sds", "--role", "member")
        assert "http://localhost:1234/auth" in flask(clone, *words, BASE_URL="http://localhost:1234").stdout
        assert "http://localhost:1235/auth" in flask(clone, *words, PORT="1235").stdout

    def test_the_data_is_not_removed(self, clone: Path, port: int) -> None:
        (clone / "instance" / "serving-1.lock").touch()  # left over by one that was killed
        answer = command(clone, "scripts/dev.py", "--reset", "--port", str(free_port()))
        assert answer.returncode == 1
        assert answer.stderr.strip() == (
            f"This data is in use: Sigma Finance runs from here on port {port}. End it there (Ctrl-C), then reset."
        )
        (clone / "instance" / "serving-1.lock").unlink()
        assert (clone / "instance" / "sigma.db").exists()


class TestStarting:
    def test_on_data_of_another_version_names_the_way_on(self, tmp_path: Path, clone: Path) -> None:
        with sqlite3.connect(tmp_path / "old.db") as old:
            old.execute("CREATE TABLE alembic_version (version_num VARCHAR(32))")
            old.execute("INSERT INTO alembic_version VALUES ('0001_some_older')")
        answer = command(
            clone, "scripts/serve.py", str(free_port()), DATABASE_URL=f"sqlite:///{tmp_path}/old.db"
        )
        assert answer.returncode == 1
        [sentence] = answer.stderr.strip().splitlines()
        assert sentence.startswith("The data in instance/ is of another version of Sigma Finance")
        assert sentence.endswith("To remove it and start over: python3 scripts/dev.py --reset")

    @pytest.mark.parametrize("words", [("chapter", "create"), ("run",)])
    def test_a_command_with_settings_that_cannot_work_says_which(
        self, clone: Path, words: tuple[str, ...]
    ) -> None:
        answer = flask(clone, *words, CONFIG_CLASS="sigma_finance.config.ProductionConfig", REDIS_URL="")
        assert answer.returncode == 1
        [sentence] = answer.stderr.strip().splitlines()
        assert sentence.startswith("Error: The settings for production are not complete: FLASK_SECRET_KEY")

    @pytest.mark.parametrize(
        ("setting", "value"),
        [("PROXY_HOPS", "two"), ("CONFIG_CLASS", "nowhere.Config"), ("CONFIG_CLASS", "x")],
    )
    def test_the_servers_say_which_setting_cannot_work(self, clone: Path, setting: str, value: str) -> None:
        shutil.copy(ROOT / "gunicorn.conf.py", clone)
        address = f"127.0.0.1:{free_port()}"
        for words in (
            ("scripts/serve.py", str(free_port())),
            ("-m", "gunicorn", "-b", address, "sigma_finance.app:create_app()"),
        ):
            answer = command(clone, *words, **{setting: value})
            assert answer.returncode == 1
            [sentence] = [line for line in answer.stderr.splitlines() if "[INFO]" not in line]
            assert sentence.startswith(f"{setting} ")
