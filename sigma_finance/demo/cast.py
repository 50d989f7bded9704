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
class DemoPerson:
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
    people: tuple[DemoPerson, ...] = field(repr=False)
    diners: tuple[str, ...] = ()
    """Who paid for a dinner by card, whose money Stripe paid out."""


SDS = Troupe(
    name="Sigma Delta Sigma",
    slug="sds",
    timezone="America/New_York",
    dues_minor=20_000,
    last_dues_minor=18_000,
    invited="wesley.pike@example.org",
    people=(
        DemoPerson("Marcus Bell", Course.OWES, Method.CHECK, Role.MEMBER),
        DemoPerson("Theo Grant", Course.PAID, Method.CHECK, Role.TREASURER),
        DemoPerson("Adrian Cole", Course.PAID, Method.BANK_TRANSFER, Role.ADMIN),
        DemoPerson("Andre Whitfield", Course.PAID, Method.CASH),
        DemoPerson("Ben Okafor", Course.PAID, Method.ZELLE),
        DemoPerson("Caleb Stroud", Course.PAST_DUE),
        DemoPerson("Daniel Reyes", Course.PAID, Method.CASH_APP),
        DemoPerson("Elias Hartman", Course.PART, Method.CASH),
        DemoPerson("Felix Ngata", Course.OVER, Method.CHECK),
        DemoPerson("Gavin Lindqvist", Course.OWES, Method.ZELLE),
        DemoPerson("Hugo Santana", Course.REPORTED, Method.ZELLE),
        DemoPerson("Isaac Pruitt", Course.PAID, Method.CHECK),
        DemoPerson("Jamal Oduya", Course.WAIVED, Method.CASH),
        DemoPerson("Kenji Morita", Course.PAID, Method.ZELLE),
        DemoPerson("Liam O'Rourke", Course.BOUNCED, Method.CHECK),
        DemoPerson("Mateo Villar", Course.EXEMPT),
        DemoPerson("Nathan Albrecht", Course.PART_PAST_DUE, Method.CASH),
        DemoPerson("Owen Kessler", Course.OWES, Method.CASH),
        DemoPerson("Peter Vance", Course.FINED, Method.BANK_TRANSFER),
        DemoPerson("Quentin Dubois", Course.PAID, Method.CASH),
        DemoPerson("Rashid Farouk", Course.LEFT, Method.CHECK),
        DemoPerson("Samuel Adeyemi", Course.PART, Method.CASH_APP),
        DemoPerson("Tobias Rein", Course.NEOPHYTE),
        DemoPerson("Victor Hale", Course.NEOPHYTE),
    ),
    diners=("Andre Whitfield", "Ben Okafor", "Daniel Reyes", "Isaac Pruitt"),
)

TAU_BETA = Troupe(
    name="Tau Beta Rho",
    slug="tau-beta",
    timezone="America/Los_Angeles",
    dues_minor=15_000,
    last_dues_minor=14_000,
    invited="noelle.abara@example.org",
    people=(
        DemoPerson("Mina Castellano", Course.OWES, Method.CASH, Role.MEMBER),
        DemoPerson("Tara Lindholm", Course.PAID, Method.ZELLE, Role.TREASURER),
        DemoPerson("Ada Brightwater", Course.PAID, Method.CHECK, Role.ADMIN),
        DemoPerson("Bianca Sorrell", Course.PAID, Method.CASH),
        DemoPerson("Celeste Amano", Course.PAST_DUE),
        DemoPerson("Dina Rosales", Course.PART, Method.CHECK),
        DemoPerson("Esther Quill", Course.OVER, Method.CASH),
        DemoPerson("Farah Nasser", Course.EXEMPT),
        DemoPerson("Greta Holm", Course.NEOPHYTE),
    ),
)
