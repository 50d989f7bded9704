"""What is told to whatever watches over the application."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask_migrate import upgrade

from sandbox import sandbox_of
from sigma_finance.app import create_app
from sigma_finance.config import TestConfig
from sigma_finance.domain.dates import now
from sigma_finance.domain.errors import Unavailable
from sigma_finance.domain.jobs import MOST_FAILURES
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, JobRecord
from sigma_finance.services import jobs, reminders
from sigma_finance.services.payments import reconciliation
from sigma_finance.tasks.registry import JOBS, get_job
from tests.harness.client import Client, SeparateClient
from tests.harness.databases import Database
from tests.people import PASSWORD, People, open_chapter, running_the_platform, signed_in


class TestHealth:
    def test_is_three_words_when_all_is_well(self, any_app: Flask, client: Client) -> None:
        answer = client.get("/monitoring/health").json
        assert answer.pop("timestamp")[:10] == datetime.now(UTC).date().isoformat()
        assert answer == {"status": "healthy", "database": "connected"}

    def test_is_never_limited(self, app: Flask, client: Client) -> None:
        for _ in range(120):
            client.get("/monitoring/health")

    def test_needs_no_session_and_sets_no_cookie(self, app: Flask, client: Client) -> None:
        assert "Set-Cookie" not in client.get("/monitoring/health").headers


class TestHealthWithoutLimits:
    def test_answers_as_ever(self, app: Flask, database: Database, redis_url: str) -> None:
        answer = health_of({"DATABASE_URL": database.application, "REDIS_URL": redis_url, **UNLIMITED})
        assert (answer["status"], answer.get("redis")) == ("healthy", None)

    def test_still_tells_that_redis_is_away(self, app: Flask, database: Database) -> None:
        lost = {"DATABASE_URL": database.application, "REDIS_URL": "redis://127.0.0.1:1/0"}
        answer = health_of({**lost, **UNLIMITED})
        assert (answer["status"], answer["redis"]) == ("degraded", "unreachable")


class TestHealthAndTheRole:
    def test_says_when_the_role_passes_row_level_security_by(self, app: Flask, database: Database) -> None:
        answer = health_of({"DATABASE_URL": database.superuser})
        assert (answer["status"], answer["row_security"]) == ("degraded", "bypassed")

    @pytest.mark.parametrize("role", ["owner", "application"])
    def test_says_nothing_of_a_role_that_is_bound(self, app: Flask, database: Database, role: str) -> None:
        answer = health_of({"DATABASE_URL": getattr(database, role)})
        assert (answer["status"], answer.get("row_security")) == ("healthy", None)

    def test_says_when_a_table_is_open_to_its_owner(self, app: Flask, database: Database) -> None:
        owner = {"DATABASE_URL": database.owner}
        with database.connection.cursor() as cursor:
            cursor.execute("ALTER TABLE members NO FORCE ROW LEVEL SECURITY")
            try:
                assert health_of(owner)["row_security"] == "bypassed"
                assert "row_security" not in health_of({"DATABASE_URL": database.application})
            finally:
                cursor.execute("ALTER TABLE members FORCE ROW LEVEL SECURITY")


UNLIMITED = {"RATELIMIT_ENABLED": "0"}


class MonitoredConfig(TestConfig):
    """The application alone, to ask how it is."""

    SANDBOX = False


def health_of(settings: dict[str, str]) -> dict[str, str]:
    """What an application with these settings says of itself; it has to answer 200."""
    made = create_app(MonitoredConfig({"BASE_URL": "http://localhost", **settings}))
    with made.app_context():
        answer: dict[str, str] = made.test_client().get("/monitoring/health").get_json()
        db.engine.dispose()
    return answer


class TestTheCachePage:
    def test_tells_admins_of_hits_and_misses(self, app: Flask) -> None:
        admin = signed_in(app, open_chapter().admin)
        for _ in range(4):
            admin.get("/treasurer")
        rows = admin.get("/monitoring/cache").rows()
        assert rows[2] == ["All processes", "3", "1", "75 %"]

    def test_is_of_this_process_alone_without_redis(self, sqlite_app: Flask) -> None:
        page = signed_in(sqlite_app, open_chapter().admin).get("/monitoring/cache")
        assert [row[0] for row in page.rows()[1:]] == ["This process"]
        assert "No Redis answers" in page.main

    def test_is_refused_to_treasurers(self, app: Flask) -> None:
        signed_in(app, open_chapter().treasurer).get("/monitoring/cache", status=403)


class TestTheJobsPageOfOneChapterAmongSeveral:
    @pytest.fixture
    def people(self, any_app: Flask) -> People:
        open_chapter("kr", "Kappa Rho")
        return open_chapter()

    @pytest.fixture
    def admin(self, any_app: Flask, people: People) -> Client:
        return signed_in(any_app, people.admin)

    def test_shows_what_is_done_for_the_chapter_and_nothing_of_the_others(self, admin: Client) -> None:
        jobs.run_now(get_job("verify"))
        page = admin.get("/monitoring/jobs")
        assert [row[0].split()[-1] for row in page.rows()[1:]] == [
            "late-fees",
            "reminders",
            "disputes",
            "verify",
        ]
        assert "Chapters looked at" not in page.main

    @pytest.mark.parametrize(
        "name", ["messages", "reconcile", "addresses", "autopay", "weekly-notes", "files"]
    )
    def test_starts_nothing_that_is_the_whole_deployments(self, admin: Client, name: str) -> None:
        admin.post(f"/monitoring/jobs/{name}/run", status=403)
        db.session.rollback()
        assert db.session.query(JobRecord).count() == 0
        assert db.session.query(AuditEvent).count() == 0

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("late-fees", "Late fees charged: 0."),
            ("reminders", "Members reminded: 0."),
            ("disputes", "Disputes told of: 0."),
            ("verify", "The books and the audit trail hold."),
        ],
    )
    def test_does_it_for_the_chapter_alone_with_an_audit_line(
        self, people: People, admin: Client, name: str, said: str
    ) -> None:
        page = admin.submit(admin.get("/monitoring/jobs"), action=f"/{name}/run")
        assert said in admin.follow(page).main
        db.session.rollback()
        [line] = db.session.query(AuditEvent)
        assert (line.chapter_id, line.action, line.details) == (
            people.chapter_id,
            "job.run_here",
            {"job": name},
        )
        assert db.session.query(JobRecord).count() == 0

    def test_tells_what_went_wrong(
        self, people: People, admin: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_: object) -> int:
            raise Unavailable("The books are busy.")

        monkeypatch.setattr(reminders, "send_scheduled", fail)
        page = admin.post("/monitoring/jobs/reminders/run")
        assert "Remind members of what is due: The books are busy." in admin.follow(page).main

    def test_is_all_of_them_for_who_runs_the_platform(self, any_app: Flask, people: People) -> None:
        browser = running_the_platform(any_app, people.member)
        page = browser.get("/platform/jobs")
        assert len(page.rows()) == len(JOBS) + 1
        done = browser.submit(page, action="/platform/jobs/reconcile/run")
        assert "Compare payments with Stripe: starts within a minute." in browser.follow(done).main
        db.session.rollback()
        assert db.session.get_one(JobRecord, "reconcile").next_due_at <= now()
        signed_in(any_app, people.admin).post("/platform/jobs/reconcile/run", status=404)
        browser.post("/platform/jobs/nothing/run", status=404)


class TestTheJobsPage:
    @pytest.fixture
    def admin(self, any_app: Flask) -> Client:
        return signed_in(any_app, open_chapter().admin)

    def fail(self, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
        def fail(**_: object) -> None:
            raise Unavailable("Stripe does not answer.")

        with monkeypatch.context() as broken:
            broken.setattr(reconciliation, "reconcile", fail)
            for _ in range(times):
                jobs.run_now(get_job("reconcile"))

    def row(self, admin: Client, name: str = "reconcile") -> str:
        page = admin.get("/monitoring/jobs")
        [found] = [" ".join(row) for row in page.rows() if name in row[0]]
        return found

    def test_shows_every_job_before_its_first_run(self, admin: Client) -> None:
        rows = admin.get("/monitoring/jobs").rows()[1:]
        assert [row[1:3] for row in rows] == [["Ready", "Not yet"]] * len(JOBS)

    def test_tells_how_the_last_run_ended(self, admin: Client) -> None:
        jobs.run_now(get_job("verify"))
        assert "Chapters looked at: 1." in self.row(admin, "verify")

    def test_tells_why_a_job_failed(self, admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        self.fail(monkeypatch, 2)
        row = self.row(admin)
        assert "Failed 2 in a row" in row
        assert "Stripe does not answer." in row

    def test_shows_a_parked_job_and_lets_it_be_retried(
        self, any_app: Flask, admin: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.fail(monkeypatch, MOST_FAILURES)
        page = admin.get("/monitoring/jobs")
        assert "Parked: Compare payments with Stripe" in page.main
        assert "When retried" in self.row(admin)
        done = admin.submit(page, {}, action="/monitoring/jobs/reconcile/run")
        assert done.location == "/monitoring/jobs"
        assert "Parked" not in admin.get("/monitoring/jobs").main
        assert [ran.name for ran in jobs.tick(JOBS)] == ["reconcile"]
        assert "had the background job reconcile run, which was parked." in admin.get("/treasurer/audit").main

    def test_says_when_no_worker_comes_by(self, any_app: Flask, admin: Client) -> None:
        jobs.tick(JOBS)
        assert "No worker has come by" not in admin.get("/monitoring/jobs").main
        with time_machine.travel(now() + timedelta(minutes=15)):
            assert "No worker has come by" in admin.get("/monitoring/jobs").main

    def test_knows_no_other_job(self, admin: Client) -> None:
        admin.post("/monitoring/jobs/everything/run", status=404)

    def test_is_refused_to_treasurers(self, app: Flask) -> None:
        treasurer = signed_in(app, open_chapter().treasurer)
        treasurer.get("/monitoring/jobs", status=403)
        assert "Background jobs" not in treasurer.get("/treasurer/problems").main


@pytest.fixture
def without_redis(tmp_path: Path) -> Iterator[Flask]:
    """An application whose Redis is gone."""
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'sigma.db'}",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SANDBOX_STATE": str(tmp_path / "sandbox.sqlite"),
        "BASE_URL": "http://localhost",
    }
    app = create_app(TestConfig(settings))
    app.test_client_class = SeparateClient
    with app.app_context():
        upgrade()
        yield app
    sandbox_of(app).stop()


class TestWithoutRedis:
    def test_the_answer_is_degraded_and_good(self, without_redis: Flask) -> None:
        answer = Client(without_redis).get("/monitoring/health").json
        assert (answer["status"], answer["database"], answer["redis"]) == (
            "degraded",
            "connected",
            "unreachable",
        )

    def test_people_sign_in_and_see_their_pages(self, without_redis: Flask) -> None:
        people = open_chapter()
        signed_in(without_redis, people.member).get("/dashboard")
        signed_in(without_redis, people.treasurer).get("/treasurer")
        assert "No Redis answers" in signed_in(without_redis, people.admin).get("/monitoring/cache").main

    def test_the_limits_count_in_memory(self, without_redis: Flask) -> None:
        people = open_chapter()
        client = Client(without_redis)
        for _ in range(5):
            page = client.get("/auth/login")
            client.submit(page, {"email": people.member.email, "password": "not this one"}, status=401)
        page = client.get("/auth/login")
        client.submit(page, {"email": people.member.email, "password": PASSWORD}, status=429)
