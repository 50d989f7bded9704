"""The filter of the list of members, as an address holds it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from sigma_finance.domain.books.standing import StandingKind
from sigma_finance.domain.members.members import MemberClass, MemberStatus
from sigma_finance.queries.members.member_list import MemberFilter, Sort
from sigma_finance.routes.treasurer.members import member_filters
from sigma_finance.routes.treasurer.members.member_filters import MemberListQuery
from tests.routes.house import ZONE


@contextmanager
def asked(app: Flask, query: str) -> Iterator[MemberListQuery]:
    with app.test_request_context(f"/treasurer/members?{query}"):
        yield member_filters.asked(ZONE)


class TestAFilter:
    def test_holds_all_that_the_address_says(self, sqlite_app: Flask) -> None:
        query = (
            "q=+ada+&status=inactive&standing=not_financial&class=alumni&login=no&owing=yes"
            "&initiated_from=2020-01-01&initiated_to=2020-12-31&sort=balance&down=yes"
        )
        with asked(sqlite_app, query) as found:
            assert found.wanted == MemberFilter(
                search="ada",
                status=MemberStatus.INACTIVE,
                standing=StandingKind.NOT_FINANCIAL,
                member_class=MemberClass.ALUMNI,
                has_login=False,
                owing=True,
                initiated_from=date(2020, 1, 1),
                initiated_to=date(2020, 12, 31),
                sort=Sort.BALANCE,
                descending=True,
            )

    def test_counts_days_on_the_list_by_the_chapters_clock_the_last_one_whole(
        self, sqlite_app: Flask
    ) -> None:
        with asked(sqlite_app, "joined_from=2026-07-01&joined_to=2026-07-31") as found:
            assert found.wanted.joined_from == datetime(2026, 7, 1, 4, tzinfo=UTC)
            assert found.wanted.joined_before == datetime(2026, 8, 1, 4, tzinfo=UTC)

    @pytest.mark.parametrize(
        "query",
        [
            "status=removed",
            "status=odd&standing=&class=x",
            "login=maybe&owing=true",
            "initiated_from=2026-02-31&joined_to=20260101",
            "initiated_from=٢٠٢٦-٠١-٠١",
            "sort=odd&down=no",
        ],
    )
    def test_leaves_out_what_the_address_says_wrongly(self, sqlite_app: Flask, query: str) -> None:
        with asked(sqlite_app, query) as found:
            assert found.wanted == MemberFilter()
            assert (found.given, found.chips) == ({}, [])


class TestItsChips:
    def test_name_each_filter_and_lead_to_the_list_without_it(self, sqlite_app: Flask) -> None:
        with asked(sqlite_app, "q=ada&login=yes&joined_from=2026-07-01&sort=balance") as found:
            assert [(chip.word, chip.href.partition("?")[2]) for chip in found.chips] == [
                ("“ada”", "login=yes&joined_from=2026-07-01&sort=balance"),
                ("Can sign in", "q=ada&joined_from=2026-07-01&sort=balance"),
                ("On the list from Jul 1, 2026", "q=ada&login=yes&sort=balance"),
            ]


class TestAColumnsHead:
    def test_turns_the_order_round_where_the_list_goes_by_it(self, sqlite_app: Flask) -> None:
        with asked(sqlite_app, "owing=yes") as found:
            assert found.sorted_by(Sort.NAME) == (
                "/treasurer/members?owing=yes&sort=name&down=yes",
                "ascending",
            )
            assert found.sorted_by(Sort.BALANCE) == (
                "/treasurer/members?owing=yes&sort=balance&down=yes",
                "",
            )
        with asked(sqlite_app, "sort=balance&down=yes") as found:
            assert found.sorted_by(Sort.BALANCE) == ("/treasurer/members?sort=balance", "descending")
