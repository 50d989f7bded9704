"""The cast of tests: two chapters, and in each a member, a secretary, a treasurer and an admin who can sign in."""

from __future__ import annotations

from dataclasses import dataclass

import pyotp
from flask import Flask

from sigma_finance.domain.dates import now
from sigma_finance.domain.logins.passwords import hash_password
from sigma_finance.domain.permissions import Role
from sigma_finance.extensions import db
from sigma_finance.models import Chapter, Member, PlatformAdmin, SecondFactor, User
from tests.harness.client import Client

PASSWORD = "plum tractor seven oceans"
_HASH = hash_password(PASSWORD, rounds=4)


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in with PASSWORD."""

    name: str
    email: str
    user_id: int
    member_id: int
    chapter_id: int


@dataclass(frozen=True)
class People:
    """A chapter with one person of each role."""

    chapter_id: int
    slug: str
    name: str
    member: Person
    secretary: Person
    treasurer: Person
    admin: Person


def open_chapter(slug: str = "sds", name: str = "Sigma Delta Sigma") -> People:
    """A fresh chapter with its four people, whose addresses are role.slug@example.org."""
    chapter = Chapter(slug=slug, name=name, currency="USD", timezone="America/New_York", dues_minor=20000)
    db.session.add(chapter)
    db.session.flush()
    chapter_id = chapter.id
    people = {
        role.value: add_person(chapter_id, f"{role.label} of {slug}", f"{role}.{slug}@example.org", role)
        for role in Role
    }
    return People(chapter_id, slug, name, **people)


def add_person(chapter_id: int, name: str, email: str, role: Role = Role.MEMBER) -> Person:
    """One more member of a chapter who can sign in."""
    user = User(name=name, email=email, password_hash=_HASH)
    db.session.add(user)
    db.session.flush()
    member = Member(chapter_id=chapter_id, user_id=user.id, name=name, email=email, role=role)
    db.session.add(member)
    db.session.commit()
    return Person(name, email, user.id, member.id, chapter_id)


def add_to_member_list(chapter_id: int, name: str, email: str | None) -> int:
    """A member without a login; returns their id."""
    member = Member(chapter_id=chapter_id, name=name, email=email)
    db.session.add(member)
    db.session.commit()
    return member.id


def running_the_platform(app: Flask, person: Person) -> Client:
    """A browser in which the person has signed in, who runs the platform and has a second step."""
    factor = db.session.get(SecondFactor, person.user_id)
    if factor is None:
        factor = SecondFactor(user_id=person.user_id, sealed_secret="none")
        db.session.add(factor)
        if db.session.get(PlatformAdmin, person.user_id) is None:
            db.session.add(PlatformAdmin(user_id=person.user_id))
    factor.enabled_at = None
    db.session.commit()
    client = signed_in(app, person)
    factor.enabled_at = now()
    db.session.commit()
    return client


def signed_in(app: Flask, person: Person) -> Client:
    """A browser in which the person has signed in."""
    client = Client(app)
    client.post("/auth/login", {"email": person.email, "password": PASSWORD})
    return client


def with_second_step(browser: Client) -> pyotp.TOTP:
    browser.submit(browser.get("/account/second-step"), action="/second-step")
    page = browser.get("/account/second-step")
    [secret] = [field.get("value") for field in page.every("input") if field.get("id") == "secret"]
    phone = pyotp.TOTP(secret)
    browser.submit(page, {"password": PASSWORD, "code": phone.at(now())}, action="/enable", status=200)
    return phone


def also_in(chapter: People, person: Person, role: Role = Role.MEMBER) -> Person:
    """Give a person a place in a chapter, beside those that they have."""
    place = Member(
        chapter_id=chapter.chapter_id, user_id=person.user_id, name=person.name, email=person.email, role=role
    )
    db.session.add(place)
    db.session.commit()
    return Person(person.name, person.email, person.user_id, place.id, chapter.chapter_id)
