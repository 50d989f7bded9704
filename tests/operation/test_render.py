"""The blueprint for Render: every setting that production needs, commands that exist, nothing open to the world."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from flask import Flask

from sigma_finance.config import ROOT, ProductionConfig
from tests.cli.terminal import run

BLUEPRINT: dict[str, Any] = yaml.safe_load((ROOT / "render.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = {service["name"]: service for service in BLUEPRINT["services"]}
PROCESSES = {name: service for name, service in SERVICES.items() if service["type"] != "keyvalue"}
WEB = SERVICES["sigma-finance"]


def settings(service: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {variable["key"]: variable for variable in service["envVars"]}


class TestTheBlueprint:
    @pytest.mark.parametrize("name", PROCESSES)
    def test_sets_all_that_production_needs(self, name: str) -> None:
        given = set(settings(PROCESSES[name]))
        assert set(ProductionConfig({})._needed()) - {"DATABASE_URL"} <= given
        assert {"DATABASE_MIGRATION_URL", "DATABASE_APP_PASSWORD"} <= given

    def test_serves_under_a_plain_role_and_migrates_as_the_owner(self) -> None:
        web = settings(WEB)
        assert web["DATABASE_MIGRATION_URL"]["fromDatabase"]["property"] == "connectionString"
        assert web["DATABASE_APP_PASSWORD"]["generateValue"] is True
        config = ProductionConfig(
            {
                "DATABASE_MIGRATION_URL": "postgres://sigma_owner:secret@host:5432/sigma",
                "DATABASE_APP_PASSWORD": "p/w@1",
            }
        )
        served = "postgresql+psycopg2://sigma_app:p%2Fw%401@host:5432/sigma"
        assert served == config.SQLALCHEMY_DATABASE_URI
        assert config.DATABASE_MIGRATION_URL == "postgresql+psycopg2://sigma_owner:secret@host:5432/sigma"

    @pytest.mark.parametrize(
        "name", [name for name, service in PROCESSES.items() if service["type"] != "web"]
    )
    def test_gives_jobs_the_secrets_of_the_web_service(self, name: str) -> None:
        for key, variable in settings(PROCESSES[name]).items():
            if re.search(r"KEY|SECRET|PASSWORD", key):
                assert variable["fromService"]["envVarKey"] == key

    def test_runs_commands_that_exist(self, sqlite_app: Flask) -> None:
        commands = [service["startCommand"] for service in PROCESSES.values() if service["type"] == "cron"]
        assert len(commands) == 1
        for command in commands:
            words = [word for word in command.split() if not word.startswith("--") and not word.isdigit()]
            run(sqlite_app, *words[1:], "--help")

    def test_works_on_the_queue_that_it_fills(self) -> None:
        worker = SERVICES["sigma-finance-worker"]
        assert worker["type"] == "worker"
        assert worker["startCommand"].startswith("celery -A sigma_finance.worker worker --beat")
        assert settings(worker)["CELERY_BROKER_URL"] == settings(WEB)["CELERY_BROKER_URL"]
        queue = SERVICES[settings(worker)["CELERY_BROKER_URL"]["fromService"]["name"]]
        assert queue["maxmemoryPolicy"] == "noeviction"

    def test_migrates_before_it_serves_and_is_watched(self, sqlite_app: Flask) -> None:
        assert WEB["preDeployCommand"] == "flask db upgrade"
        assert WEB["startCommand"].endswith("'sigma_finance.app:create_app()'")
        assert sqlite_app.url_map.bind("localhost").match(WEB["healthCheckPath"])

    def test_opens_no_data_store_to_the_world(self) -> None:
        stores = [service for service in SERVICES.values() if service["type"] == "keyvalue"]
        assert [store["ipAllowList"] for store in stores] == [[], []]
        assert [database["ipAllowList"] for database in BLUEPRINT["databases"]] == [[]]

    def test_names_the_whole_version_of_python(self) -> None:
        versions = {settings(service)["PYTHON_VERSION"]["value"] for service in PROCESSES.values()}
        assert len(versions) == 1
        assert re.fullmatch(r"3\.\d+\.\d+", versions.pop())

    def test_uses_no_name_that_render_has_given_up(self) -> None:
        for service in BLUEPRINT["services"]:
            assert service["type"] != "redis"
            assert "env" not in service
            assert "autoDeploy" not in service
