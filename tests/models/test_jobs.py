"""What the database lets be kept of a job."""

from __future__ import annotations

from flask import Flask

from sigma_finance.domain.jobs import JobState
from sigma_finance.extensions import db
from sigma_finance.models import JobRecord
from tests.models.samples import UNHEARD_OF, Sample, assert_refused, assert_taken


class TestAJob:
    def test_stands_once_under_its_name(self, any_app: Flask) -> None:
        job = Sample(JobRecord, {"name": "reminders"})
        assert_taken(job, {"state": JobState.PARKED})
        db.session.add(job.row())
        db.session.commit()
        db.session.expunge_all()
        assert_refused(job, {"ck_jobs_state_known": {"name": "autopay", "state": UNHEARD_OF}})
        assert_refused(job, {"pk_jobs": {"state": JobState.PARKED}})

    def test_is_ready_until_it_is_parked(self, any_app: Flask) -> None:
        db.session.add(JobRecord(name="reminders"))
        db.session.commit()
        found = db.session.get_one(JobRecord, "reminders")
        assert (found.state, found.attempts, found.leased_until) == (JobState.READY, 0, None)
