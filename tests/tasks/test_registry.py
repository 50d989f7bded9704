"""The background jobs, all of them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sigma_finance.domain.errors import NotFound
from sigma_finance.tasks import work
from sigma_finance.tasks.registry import DAY, JOBS, get_job


class TestTheRegistry:
    def test_names_each_job_once(self) -> None:
        assert len({job.name for job in JOBS}) == len(JOBS)

    def test_finds_a_job_by_its_name(self) -> None:
        assert get_job(JOBS[0].name) is JOBS[0]
        with pytest.raises(NotFound):
            get_job("nothing")

    def test_says_which_jobs_there_are(self) -> None:
        with pytest.raises(NotFound) as refused:
            get_job("everything")
        assert [job.name for job in JOBS if job.name not in refused.value.message] == []

    def test_begins_each_within_the_time_after_which_it_comes_again(self) -> None:
        for job in JOBS:
            assert timedelta() <= job.after < job.every <= DAY

    def test_names_every_piece_of_work_that_is_a_job(self) -> None:
        named = {work_of for job in JOBS for work_of in (job.run, job.in_chapter) if work_of is not None}
        there = {
            found
            for name, found in vars(work).items()
            if callable(found)
            and getattr(found, "__module__", "") == work.__name__
            and not name.startswith("_")
        }
        assert {found.__name__ for found in there - named} == set()
