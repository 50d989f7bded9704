"""What people type: on one line where one line is meant, and without what no one can see."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sigma_finance.domain.errors import Invalid
from sigma_finance.domain.text import clean_email, clean_slug, clean_text, normal_email

HIDDEN = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202e\u2060\u2066\ufeff\u034f\u115f\u3164\uffa0\u2800\U000e0041"
)
ASTRONAUT = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{ROCKET}"


def name(text: str, *, lines: bool = False) -> str:
    return clean_text(text, field="name", label="The name", at_most=120, lines=lines)


def cleaned(text: str) -> str | None:
    try:
        return name(text)
    except Invalid:
        return None


class TestAName:
    def test_is_trimmed_normalised_and_has_single_spaces(self) -> None:
        assert name("  Zoe\u0308 \t\u00a0\u2003 Byron\n") == "Zo\u00eb Byron"

    @pytest.mark.parametrize("hidden", HIDDEN)
    def test_holds_nothing_that_no_one_can_see(self, hidden: str) -> None:
        with pytest.raises(Invalid, match="cannot be shown"):
            name(f"Ada{hidden}Byron")

    @pytest.mark.parametrize("control", "\x00\x07\x1b\x1f\x7f\x85\u2028\u2029\ud800\ue000")
    def test_holds_no_control_and_no_separator_of_lines(self, control: str) -> None:
        with pytest.raises(Invalid):
            name(f"Ada{control}Byron")

    @pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
    def test_is_on_one_line(self, ending: str) -> None:
        with pytest.raises(Invalid, match="The name has to be on one line"):
            name(f"Ada{ending}Byron")

    @pytest.mark.parametrize("text", [ASTRONAUT, f"Ada {ASTRONAUT}", "Nuñez-O’Brien", "李小龍", "محمد"])
    def test_may_have_letters_of_any_script_and_joined_emoji(self, text: str) -> None:
        assert name(text) == text

    @pytest.mark.parametrize(
        "text", [f"{ASTRONAUT}\N{ZERO WIDTH JOINER}", "A\N{ZERO WIDTH JOINER}\N{ROCKET}"]
    )
    def test_joins_nothing_but_emoji(self, text: str) -> None:
        with pytest.raises(Invalid):
            name(text)

    @given(st.text(max_size=30))
    @example("Ada\u200bByron")
    @example("\N{HEAVY BLACK HEART}\N{VARIATION SELECTOR-16}")
    def test_once_clean_stays_as_it_is_and_hides_nothing(self, text: str) -> None:
        taken = cleaned(text)
        assume(taken is not None)
        assert taken is not None
        assert cleaned(taken) == taken
        assert all(
            unicodedata.category(c) not in ("Cc", "Cf", "Zl", "Zp") or c == "\N{ZERO WIDTH JOINER}"
            for c in taken
        )

    @given(
        st.text(st.characters(categories=["L", "Nd", "P"]), min_size=1, max_size=20),
        st.sampled_from(HIDDEN + "\ufe0e\ufe0f \u00a0\u2009"),
        st.integers(0, 20),
    )
    def test_has_no_twin_that_looks_the_same(self, text: str, unseen: str, where: int) -> None:
        twin = f"{text[:where]}{unseen}{text[where:]}"
        assert cleaned(twin) in (None, cleaned(text)) or unseen.isspace()
        assert cleaned(twin.replace(unseen, unseen * 2)) in (None, cleaned(twin))


class TestARefusal:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("Ada\nByron", "The name has to be on one line."),
            ("Ada\u200bByron", "The name holds a character that cannot be shown. Type it again."),
            (" ", "The name is needed."),
            ("x" * 121, "The name can have at most 120 characters; this has 121."),
        ],
    )
    def test_is_a_sentence_at_its_field(self, text: str, message: str) -> None:
        with pytest.raises(Invalid) as refusal:
            clean_text(text, field="name", label="The name", at_most=120)
        assert (refusal.value.message, refusal.value.field) == (message, "name")

    def test_is_none_of_what_just_fits_or_may_be_left_out(self) -> None:
        assert name("x" * 120) == "x" * 120
        assert clean_text(" ", field="name", label="The name", at_most=120, required=False) == ""

    def test_is_none_of_a_picture_in_a_colour_of_skin(self) -> None:
        doctor = "\N{WOMAN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}\N{ZERO WIDTH JOINER}\N{STAFF OF AESCULAPIUS}"
        assert name(doctor) == doctor


class TestANote:
    def test_may_have_lines(self) -> None:
        assert name("Two envelopes\r\nOne torn\r", lines=True) == "Two envelopes\nOne torn"

    def test_hides_nothing_either(self) -> None:
        with pytest.raises(Invalid):
            name("Two\nenvel\u200bopes", lines=True)


class TestAnAddress:
    @pytest.mark.parametrize("hidden", "\u00ad\u200b\u200d\u202e")
    def test_holds_nothing_that_no_one_can_see(self, hidden: str) -> None:
        with pytest.raises(Invalid):
            clean_email(f"ada{hidden}@example.org")
        with pytest.raises(Invalid) as refusal:
            clean_email(f"ada@exam{hidden}ple.org")
        assert refusal.value.field == "email"

    def test_may_be_as_long_as_mail_allows(self) -> None:
        longest = f"{'a' * 60}@{'b' * 60}.{'b' * 60}.{'b' * 60}.{'c' * 6}.org"
        assert len(longest) == 254
        assert clean_email(longest) == longest
        with pytest.raises(Invalid):
            clean_email(f"a{longest}")

    @pytest.mark.parametrize(
        ("typed", "counted"), [("ADA.", "ada."), (" Ada ", "ada"), ("ADAX@", "adax@"), ("AdaX@.", "adax@")]
    )
    def test_that_is_none_is_counted_by_one_form_too(self, typed: str, counted: str) -> None:
        assert normal_email(typed) == counted

    @pytest.mark.parametrize(
        "typed", ["ada", "ada@", "@example.org", "a b@example.org", f"{'a' * 250}@x.org"]
    )
    def test_that_is_none_is_refused_at_its_field(self, typed: str) -> None:
        with pytest.raises(Invalid, match=r"such as name@example\.org") as refusal:
            clean_email(typed, field="to")
        assert refusal.value.field == "to"

    def test_is_kept_in_lower_case(self) -> None:
        assert clean_email("  Ada.Byron@Example.ORG ") == "ada.byron@example.org"

    @pytest.mark.parametrize(
        "typed",
        [
            "ada@example.org",
            " ADA@Example.ORG ",
            "ａｄａ@ｅｘａｍｐｌｅ．ｏｒｇ",
            "ada@example。org",
            "ada@example｡org",
            "ada@example.org.",
            "ada＠example.org",
        ],
    )
    def test_has_one_form_however_it_is_written(self, typed: str) -> None:
        assert clean_email(typed) == normal_email(typed) == "ada@example.org"

    def test_has_its_domain_in_its_own_letters(self) -> None:
        assert clean_email("ada@xn--bcher-kva.example") == clean_email("ada@BÜCHER.example")

    @given(
        st.builds(
            lambda local, domain, end: f"{local}@{domain}.{end}",
            st.text(min_size=1, max_size=12),
            st.text(min_size=1, max_size=12),
            st.sampled_from(["org", "ＯＲＧ", "example.", "museum"]),
        )
    )
    def test_is_in_that_form_already_once_it_is(self, typed: str) -> None:
        once = normal_email(typed)
        assert normal_email(once) == once
        with suppress(Invalid):
            assert clean_email(typed) == once


class TestAShortName:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [("SDS", "sds"), (" sigma-delta-1 ", "sigma-delta-1"), ("7", "7"), ("a" * 40, "a" * 40)],
    )
    def test_is_kept_in_lower_case(self, typed: str, kept: str) -> None:
        assert clean_slug(typed) == kept

    @pytest.mark.parametrize("typed", ["", "-a", "a-", "a--b", "a_b", "a b", "é", "a/b", "a" * 41])
    def test_is_refused_where_it_stands_in_no_address(self, typed: str) -> None:
        with pytest.raises(Invalid) as refusal:
            clean_slug(typed)
        said = "A short name has lower-case letters, digits and hyphens, at most 40."
        assert (refusal.value.message, refusal.value.field) == (said, "slug")
