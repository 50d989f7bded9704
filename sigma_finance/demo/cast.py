"""Who the demo's people are, and what each of them does in the term. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sigma_finance.domain.payments.payments import Method
from sigma_finance.domain.permissions import Role


class Course(StrEnum):
    """How this year's dues go for somebody."""

    OWES = "owes"
    PAID = "paid"
    PART = "part"
    OVER = "over"
    PAST_DUE = "past_due"
    PART_PAST_DUE = "part_past_due"
    EXEMPT = "exempt"
    NEOPHYTE = "neophyte"
    REPORTED = "reported"
    WAIVED = "waived"
    BOUNCED = "bounced"
    FINED = "fined"
    LEFT = "left"


@dataclass(frozen=True)
class Person:
    """Somebody of the demo; one with a role signs in."""

    name: str
    course: Course = Course.OWES
    method: Method = Method.CASH
    role: Role | None = None

    @property
    def email(self) -> str:
        """The address of a person who does not sign in."""
        return f"{'.'.join(self.name.lower().replace(chr(39), '').split())}@example.org"


@dataclass(frozen=True)
class Troupe:
    """A demo chapter; the dues of this year and of the last in minor units."""

    name: str
    slug: str
    timezone: str
    dues_minor: int
    last_dues_minor: int
    invited: str
    people: tuple[Person, ...] = field(repr=False)


SDS = Troupe(
    name="Sigma Delta Sigma",
    slug="sds",
    timezone="America/New_York",
    dues_minor=20_000,
    last_dues_minor=18_000,
    invited="wesley.pike@example.org",
    people=(
        Person("Marcus Bell", Course.OWES, Method.CHECK, Role.MEMBER),
        Person("Theo Grant", Course.PAID, Method.CHECK, Role.TREASURER),
        Person("Adrian Cole", Course.PAID, Method.BANK_TRANSFER, Role.ADMIN),
        Person("Andre Whitfield", Course.PAID, Method.CASH),
        Person("Ben Okafor", Course.PAID, Method.ZELLE),
        Person("Caleb Stroud", Course.PAST_DUE),
        Person("Daniel Reyes", Course.PAID, Method.CASH_APP),
        Person("Elias Hartman", Course.PART, Method.CASH),
        Person("Felix Ngata", Course.OVER, Method.CHECK),
        Person("Gavin Lindqvist", Course.OWES, Method.ZELLE),
        Person("Hugo Santana", Course.REPORTED, Method.ZELLE),
        Person("Isaac Pruitt", Course.PAID, Method.CHECK),
        Person("Jamal Oduya", Course.WAIVED, Method.CASH),
        Person("Kenji Morita", Course.PAID, Method.ZELLE),
        Person("Liam O'Rourke", Course.BOUNCED, Method.CHECK),
        Person("Mateo Villar", Course.EXEMPT),
        Person("Nathan Albrecht", Course.PART_PAST_DUE, Method.CASH),
        Person("Owen Kessler", Course.OWES, Method.CASH),
        Person("Peter Vance", Course.FINED, Method.BANK_TRANSFER),
        Person("Quentin Dubois", Course.PAID, Method.CASH),
        Person("Rashid Farouk", Course.LEFT, Method.CHECK),
        Person("Samuel Adeyemi", Course.PART, Method.CASH_APP),
        Person("Tobias Rein", Course.NEOPHYTE),
        Person("Victor Hale", Course.NEOPHYTE),
    ),
)

TAU_BETA = Troupe(
    name="Tau Beta Rho",
    slug="tau-beta",
    timezone="America/Los_Angeles",
    dues_minor=15_000,
    last_dues_minor=14_000,
    invited="noelle.abara@example.org",
    people=(
        Person("Mina Castellano", Course.OWES, Method.CASH, Role.MEMBER),
        Person("Tara Lindholm", Course.PAID, Method.ZELLE, Role.TREASURER),
        Person("Ada Brightwater", Course.PAID, Method.CHECK, Role.ADMIN),
        Person("Bianca Sorrell", Course.PAID, Method.CASH),
        Person("Celeste Amano", Course.PAST_DUE),
        Person("Dina Rosales", Course.PART, Method.CHECK),
        Person("Esther Quill", Course.OVER, Method.CASH),
        Person("Farah Nasser", Course.EXEMPT),
        Person("Greta Holm", Course.NEOPHYTE),
    ),
)
