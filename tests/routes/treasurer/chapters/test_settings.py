"""A chapter's settings, its colour and its logo."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import select

from sigma_finance.domain import policy
from sigma_finance.domain.audit import Action
from sigma_finance.domain.books.accounts import ChargeKind
from sigma_finance.domain.members.members import Post
from sigma_finance.domain.permissions import Role
from sigma_finance.domain.policy import Frequency, LateFeeKind, Policy
from sigma_finance.extensions import db
from sigma_finance.models import AuditEvent, Chapter, Member, OfficerTerm, OutboxMessage
from tests.harness.client import BrowserPage, Client
from tests.people import Person, add_person, add_to_member_list, signed_in
from tests.pictures import picture
from tests.routes.house import ZONE, House, change, owe
from tests.routes.treasurer.desk import report

PATH = "/treasurer/settings"


@pytest.fixture
def ann(house: House) -> Person:
    return add_person(house.tess.chapter_id, "Ann Admin", "ann@example.org", Role.ADMIN)


@pytest.fixture
def admin(app: Flask, ann: Person) -> Client:
    return signed_in(app, ann)


def chapter(house: House) -> Chapter:
    db.session.rollback()
    return db.session.get_one(Chapter, house.tess.chapter_id)


def kept(house: House) -> Policy:
    return policy.read(chapter(house).policy)


def lines(action: Action) -> list[AuditEvent]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def save(admin: Client, data: dict[str, Any], *, status: int = 303) -> BrowserPage:
    return admin.submit(admin.get(PATH), data, status=status)


def send_logo(admin: Client, content: bytes, *, status: int = 303) -> BrowserPage:
    return save(admin, {"logo": (BytesIO(content), "logo.png")}, status=status)


class TestSettings:
    def test_saved_at_once_change_nothing(self, house: House, admin: Client) -> None:
        before = kept(house), chapter(house).figures_version
        assert "Nothing was changed." in admin.follow(save(admin, {})).main
        assert (kept(house), chapter(house).figures_version) == before
        assert lines(Action.SETTINGS_CHANGED) == []

    def test_are_kept_with_what_was_and_is_in_the_audit_trail(self, house: House, admin: Client) -> None:
        version = chapter(house).figures_version
        save(
            admin,
            {
                "name": "Sigma Delta",
                "accent": "#7F1D1D",
                "timezone": "America/Chicago",
                "dues": "250.00",
                "neophyte_days": "90",
                "late_fee": "percent",
                "late_fee_share": "2.5",
                "late_fee_cap_minor": "20",
                "bounced_check_fee_minor": "35.00",
                "fiscal_year_month": "9",
                "receipt_prefix": "sds",
                "settle_first-0": "fine",
                "settle_first-1": "dues",
            },
        )
        now, rules = chapter(house), kept(house)
        assert (now.name, now.accent, now.timezone) == ("Sigma Delta", "#7f1d1d", "America/Chicago")
        assert (now.dues_minor, now.neophyte_days, now.figures_version) == (25000, 90, version + 1)
        assert (rules.late_fee, rules.late_fee_share, rules.late_fee_cap_minor) == (
            LateFeeKind.PERCENT,
            250,
            2000,
        )
        assert (rules.bounced_check_fee_minor, rules.fiscal_year_month) == (3500, 9)
        assert (rules.receipt_prefix, rules.settle_first) == ("SDS", (ChargeKind.FINE, ChargeKind.DUES))
        [line] = lines(Action.SETTINGS_CHANGED)
        assert line.details["before"]["neophyte_days"] == 365
        assert line.details["after"]["neophyte_days"] == 90
        assert "plans_offered" not in line.details["after"]
        trail = admin.get("/treasurer/audit").main
        assert "Ann Admin changed the chapter's settings: name, accent, timezone" in trail
        assert "neophyte_days 365" in trail

    def test_take_ticks_away(self, house: House, admin: Client) -> None:
        page = admin.get(PATH)
        for name in ("neophytes_charged", "plan_weekly", "plan_monthly"):
            [tick] = [field for field in page.every("input") if field.get("name") == name]
            del tick.attributes["checked"]
        admin.submit(page)
        assert kept(house).neophytes_charged is False
        assert kept(house).plans_offered == (Frequency.QUARTERLY,)

    def test_leave_what_a_later_version_kept(self, house: House, admin: Client) -> None:
        chapter(house).policy = {"of_a_later_version": 7}
        db.session.commit()
        save(admin, {"neophyte_days": "30"})
        assert chapter(house).policy["of_a_later_version"] == 7

    @pytest.mark.parametrize(
        ("field", "typed"),
        [
            ("name", ""),
            ("name", "x" * 121),
            ("accent", "red"),
            ("accent", "#1d4ed8;}"),
            ("timezone", "Mars/Olympus"),
            ("dues", "NaN"),
            ("dues", "-5"),
            ("dues", "1e9"),
            ("neophyte_days", "4000"),
            ("neophyte_days", "-1"),
            ("neophyte_days", "1.5"),
            ("plan_installments", "1"),
            ("late_fee", "cruel"),
            ("late_fee_share", "101"),
            ("late_fee_share", "2,5"),
            ("late_fee_grace_days", ""),
            ("card_fee_share", "٢"),
            ("card_fee_share", "50"),
            ("bounced_check_fee_minor", "Infinity"),
            ("fiscal_year_month", "13"),
            ("receipt_prefix", "R-1"),
            ("receipt_prefix", "1R"),
            ("settle_first-0", "bribes"),
        ],
    )
    def test_that_cannot_be_taken_are_refused_at_the_field(
        self, house: House, admin: Client, field: str, typed: str
    ) -> None:
        before = kept(house), chapter(house).name
        page = save(admin, {field: typed, "bounced_check_fee_minor": "35.00"} | {field: typed}, status=422)
        assert list(page.errors()) == [field]
        assert (kept(house), chapter(house).name) == before

    def test_ask_for_the_fee_that_is_charged(self, house: House, admin: Client) -> None:
        assert list(save(admin, {"late_fee": "flat"}, status=422).errors()) == ["late_fee_minor"]
        assert list(save(admin, {"late_fee": "percent"}, status=422).errors()) == ["late_fee_share"]

    def test_put_a_kind_of_charge_in_one_place(self, house: House, admin: Client) -> None:
        chapter(house).policy = Policy(settle_first=(ChargeKind.DUES,)).kept()
        db.session.commit()
        twice = {"settle_first-0": "fine", "settle_first-2": "fine"}
        assert save(admin, twice, status=422).errors() == {
            "settle_first-0": "Error: A kind of charge can stand in one place only."
        }

    def test_settle_as_many_kinds_first_as_a_chapter_likes(self, house: House, admin: Client) -> None:
        order = (ChargeKind.FINE, ChargeKind.LATE_FEE, ChargeKind.FEE, ChargeKind.DUES)
        chapter(house).policy = Policy(settle_first=order).kept()
        db.session.commit()
        page = admin.get(PATH)
        places = [one for one in page.every("select") if one.get("name").startswith("settle_first-")]
        assert len(places) == 6
        admin.submit(page, {"settle_first-1": "", "settle_first-4": "event", "name": "Sigma Delta"})
        assert kept(house).settle_first == (*order[:1], *order[2:], ChargeKind.EVENT)

    def test_are_compared_where_somebody_else_was_quicker(self, house: House, admin: Client) -> None:
        page = admin.get(PATH)
        save(admin, {"neophyte_days": "30"})
        refused = admin.submit(page, {"name": "Sigma Delta"}, status=422)
        assert "Somebody else changed this" in refused.main
        assert kept(house) == Policy()
        assert chapter(house).neophyte_days == 30

    def test_are_changed_by_the_treasurer_where_there_is_no_admin(self, house: House, tess: Client) -> None:
        page = tess.get(PATH)
        assert "Your chapter has no admin" in page.main
        assert "give them the role of admin" in page.main
        save(tess, {"name": "Sigma Anew"})
        assert chapter(house).name == "Sigma Anew"
        add_person(house.tess.chapter_id, "Ann", "ann@example.org", Role.ADMIN)
        assert "Your chapter has no admin" not in tess.get(PATH).main

    def test_are_a_treasurers_by_office_as_well_and_nobody_elses(
        self, house: House, app: Flask, tess: Client
    ) -> None:
        change(house.tess, role=Role.SECRETARY)
        tess.get(PATH, status=403)
        term = OfficerTerm(
            chapter_id=house.tess.chapter_id,
            member_id=house.tess.member_id,
            post=Post.TREASURER,
            starts_on=date(2020, 1, 1),
        )
        db.session.add(term)
        db.session.commit()
        save(tess, {"name": "Sigma Anew"})

    def test_stay_the_treasurers_while_the_admin_cannot_sign_in(self, house: House, tess: Client) -> None:
        member_id = add_to_member_list(house.tess.chapter_id, "Ann", "ann@example.org")
        db.session.get_one(Member, member_id).role = Role.ADMIN
        db.session.commit()
        save(tess, {"name": "Sigma Anew"})

    def test_are_read_by_a_treasurer_and_changed_by_an_admin(
        self, house: House, tess: Client, ann: Person
    ) -> None:
        page = tess.get(PATH)
        assert "An admin of your chapter changes them" in page.main
        assert "Save settings" not in page.main
        tess.post(PATH, {"name": "Mine"}, status=403)

    def test_are_in_the_chapters_currency(self, house: House, admin: Client) -> None:
        chapter(house).currency = "JPY"
        db.session.commit()
        save(admin, {"dues": "5000"})
        assert chapter(house).dues_minor == 5000
        assert list(save(admin, {"dues": "50.00"}, status=422).errors()) == ["dues"]


class TestTheColour:
    def test_is_used_in_e_mail(self, house: House, admin: Client) -> None:
        save(admin, {"accent": "#7f1d1d"})
        owe(house.ada)
        report(house.ada)
        db.session.rollback()
        messages = db.session.scalars(select(OutboxMessage)).all()
        assert {message.context["accent"] for message in messages} == {"#7f1d1d"}


class TestTheLogo:
    def test_can_be_replaced_and_taken_away(self, house: House, admin: Client) -> None:
        send_logo(admin, picture())
        send_logo(admin, picture(width=20))
        save(admin, {"no_logo": "y"})
        assert "logo.png" not in admin.get(PATH).text
        admin.get(f"/chapters/{house.tess.chapter_id}/logo.png", status=404)
        assert len(lines(Action.LOGO_CHANGED)) == 3

    def test_that_is_no_picture_is_refused_and_nothing_is_saved(self, house: House, admin: Client) -> None:
        sent = {"name": "Sigma Delta", "logo": (BytesIO(b"<svg/>"), "logo.png")}
        page = save(admin, sent, status=422)
        assert list(page.errors()) == ["logo"]
        assert 'value="Sigma Delta"' in page.text
        assert chapter(house).name == "Sigma Delta Sigma"

    def test_that_is_too_large_meets_a_sentence(self, house: House, admin: Client) -> None:
        page = admin.get(PATH)
        values = {
            field.get("name"): field.get("value")
            for field in page.form().every("input")
            if field.get("type") not in ("file", "checkbox")
        }
        values |= {"timezone": ZONE, "late_fee": "none", "fiscal_year_month": "7"}
        parts = [(f'name="{name}"', value.encode()) for name, value in values.items()]
        parts.append(('name="logo"; filename="logo.png"', b"x" * (3 * 1024 * 1024)))
        body = b"".join(
            f"--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
            for head, data in parts
        )
        answer = admin.flask.post(
            PATH,
            data=body + b"--edge--\r\n",
            content_type="multipart/form-data; boundary=edge",
            base_url=admin.app.config["BASE_URL"],
        )
        assert answer.status_code == 422
        assert "at most 1 MB" in BrowserPage(answer).errors()["logo"]

    def test_and_the_colour_stand_on_documents(self, house: House, admin: Client) -> None:
        path = f"/treasurer/members/{house.ada.member_id}/statement.pdf"
        plain = PdfReader(BytesIO(admin.get(path).response.data)).pages[0]
        send_logo(admin, picture())
        save(admin, {"accent": "#7f1d1d"})
        shown = PdfReader(BytesIO(admin.get(path).response.data)).pages[0]
        assert (len(plain.images), len(shown.images)) == (0, 1)
