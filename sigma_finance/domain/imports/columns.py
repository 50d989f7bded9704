"""What columns can hold, and how people head them: the words of a table of payments, and of a roster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sigma_finance.domain.imports.words import letters_and_digits


class Column(StrEnum):
    """What a column can hold."""

    NAME = "Name"
    FIRST = "First Name"
    LAST = "Last Name"
    EMAIL = "Email"
    AMOUNT = "Amount"
    TOTAL = "Total Paid"
    Q1 = "Q1 Amount"
    Q2 = "Q2 Amount"
    Q3 = "Q3 Amount"
    Q4 = "Q4 Amount"
    DATE = "Date"
    METHOD = "Method"
    NOTES = "Notes"
    PHONE = "Phone"
    CLASS = "Class"
    INITIATED = "Initiated"
    OWES = "Owes"
    CREDIT = "Credit"


PEOPLE = (Column.NAME, Column.FIRST, Column.LAST, Column.EMAIL)
PARTS = (Column.Q1, Column.Q2, Column.Q3, Column.Q4)
MONEY = (Column.AMOUNT, Column.TOTAL, *PARTS)
BROUGHT = (Column.OWES, Column.CREDIT)


@dataclass(frozen=True)
class Vocabulary:
    """How the columns of one kind of table are headed.

    A row of headings has one column of each of ``needs``, and two columns at least. ``once`` are those that two columns
    may not claim. ``loose`` headings say little: they give way where another column says the same thing outright.
    """

    holds: str
    meanings: Mapping[str, Column]
    loose: frozenset[str]
    needs: tuple[tuple[Column, ...], ...]
    once: tuple[Column, ...]
    not_there: str


_NAMES = {
    Column.NAME: "name|full name|member|member name|members|brother|brother name|name of member|payer|paid by|student",
    Column.FIRST: "first name|first|given name|forename|f name",
    Column.LAST: "last name|last|surname|family name|l name",
    Column.EMAIL: "email|e-mail|email address|mail|e-mail address|member email",
}
_PAYMENTS = {
    Column.AMOUNT: "amount|amount paid|paid|payment|payment amount|dues|dues paid|amount received|amount usd|sum",
    Column.TOTAL: "total paid|total|total amount|total amount paid|total payment|total payments|paid total",
    Column.DATE: "date|payment date|date paid|paid on|date received|received|received on|date of payment|paid date|day",
    Column.METHOD: "method|payment method|how paid|paid via|payment type|type|type of payment|mode|mode of payment",
    Column.NOTES: "notes|note|comment|comments|memo|remarks|remark|description|details",
}
_PART = "q{n} amount|q{n}|q{n} paid|q{n} payment|amount q{n}|quarter {n}|quarter {n} amount|installment {n}"
_MEMBERS = {
    Column.PHONE: "phone|phone number|telephone|tel|mobile|mobile phone|mobile number|cell|cell phone|cell number",
    Column.CLASS: "class|member class|membership class|classification|membership|membership type|member type|type|"
    "category",
    Column.INITIATED: "initiated|initiated on|initiation|initiation date|date initiated|date of initiation|joined|"
    "joined on|join date|date joined|member since",
    Column.OWES: "owes|owed|amount owed|amount due|balance|balance due|balance owed|opening balance|outstanding",
    Column.CREDIT: "credit|credits|opening credit|credit balance|paid ahead|prepaid|in credit",
}


def _meanings(headings: Mapping[Column, str]) -> dict[str, Column]:
    return {
        letters_and_digits(word): column for column, words in headings.items() for word in words.split("|")
    }


PAYMENTS = Vocabulary(
    holds="payments",
    meanings=_meanings(
        _NAMES | _PAYMENTS | {part: _PART.format(n=n) for n, part in enumerate(PARTS, 1)},
    ),
    loose=frozenset(
        "members brother student paid dues payment sum total received day first last mail type mode".split()
    ),
    needs=(PEOPLE, MONEY),
    once=(*PEOPLE, *MONEY, Column.DATE),
    not_there=(
        "No table of payments was found: one row has to hold headings, one for the person (Name, First Name and Last "
        "Name, or Email) and one for the money (Amount, Total Paid, or Q1 Amount and Q2 Amount)."
    ),
)
ROSTER = Vocabulary(
    holds="members",
    meanings=_meanings(_NAMES | _MEMBERS),
    loose=frozenset(
        "members brother student first last mail tel cell mobile membership type category joined balance "
        "outstanding".split()
    ),
    needs=(PEOPLE,),
    once=(*PEOPLE, Column.PHONE, Column.CLASS, Column.INITIATED, *BROUGHT),
    not_there=(
        "No roster was found: one row has to hold headings, Name (or First Name and Last Name) and at least one more, "
        "such as Email."
    ),
)
