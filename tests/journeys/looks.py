"""Every page that people see, and the states in which it looks different: who sees it, where, and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.people import PASSWORD


@dataclass(frozen=True)
class Look:
    """A page in one state: its address (names in braces are the furniture's), its heading, and what leads to it.

    ``fills`` are answers by label, ``chooses`` those of lists, ``ticks`` a choice, ``press`` a button; without them the
    address alone shows it.
    ``anew`` begins as somebody who is not signed in.
    """

    path: str
    heading: str
    press: str = ""
    fills: dict[str, str] = field(default_factory=dict)
    chooses: dict[str, str] = field(default_factory=dict)
    ticks: str = ""
    anew: bool = False


EMPTY_MEMBER = (
    Look("/dashboard", "Your dues"),
    Look("/payments/links", "Let someone else pay"),
    Look("/payments", "Your payments"),
    Look("/payments/pay", "Pay"),
    Look("/statement", "Your statement"),
)
EMPTY_TREASURER = (
    Look("/treasurer", "Overview"),
    Look("/treasurer/dues", "Dues"),
    Look("/treasurer/imports/historical", "Import payments of earlier years"),
    Look("/treasurer/imports/roster", "Import a roster"),
    Look("/treasurer/invites", "Invites"),
    Look("/treasurer/members?q=nobody", "Members"),
    Look("/treasurer/officers", "Officers"),
    Look("/treasurer/payments", "Payments"),
    Look("/treasurer/problems", "Problems"),
    Look("/treasurer/reported", "Reported payments"),
    Look("/treasurer/statistics", "Statistics"),
    Look("/treasurer/unmatched", "Unmatched money"),
    Look("/treasurer/audit?q=nobody", "Audit trail"),
    Look("/treasurer/webhooks", "Messages from Stripe"),
)
STRANGER = (
    Look("/auth/login", "Sign in"),
    Look("/auth/login", "Sign in", press="Sign in"),
    Look("/auth/forgot", "Forgot your password?"),
    Look("/auth/forgot", "Forgot your password?", press="Mail me a link"),
    Look(
        "/auth/forgot",
        "Check your e-mail",
        press="Mail me a link",
        fills={"E-mail address": "nobody@example.org"},
    ),
    Look("/auth/reset/{reset}", "Choose a new password"),
    Look("/auth/reset/{reset}", "Choose a new password", press="Set password"),
    Look("/auth/reset/old", "This link leads nowhere now"),
    Look("/auth/new-address/{new_address}", "Use this address"),
    Look("/auth/keep-address/{keep_address}", "Keep your address"),
    Look("/auth/register", "Join your chapter"),
    Look("/auth/register?code={gone_code}", "Join your chapter"),
    Look("/auth/register?code={code}", "Join Sigma Delta Sigma"),
    Look("/auth/register?code={code}", "Join Sigma Delta Sigma", press="Make your account"),
    Look("/auth/register?code={open_code}", "Join Sigma Delta Sigma"),
    Look(
        "/auth/register?code={open_code}",
        "Check your e-mail",
        press="Make your account",
        fills={
            "Your name": "Ada Byron",
            "E-mail address": "ada@example.org",
            "Password": PASSWORD,
        },
    ),
    Look("/auth/register?code={known_code}", "Join Kappa Rho"),
    Look("/give/sds", "Give to Sigma Delta Sigma"),
    Look("/give/sds", "Give to Sigma Delta Sigma", press="Give"),
    Look("/give/sds/{gift}", "Thank you for $25.00"),
    Look("/pay/{pay_token}", "Pay for L. L."),
    Look("/pay/{pay_token}", "Pay for L. L.", press="Pay this amount", ticks="Another amount"),
    Look("/pay/{pay_token}/{by_link}", "$7.00 paid"),
    Look("/pay/{settled_token}", "Nothing is left to pay"),
    Look("/pay/altered", "This link cannot be used"),
    Look("/nowhere", "This page is not here"),
)
MEMBER = (
    Look("/dashboard", "Your dues"),
    Look("/payments/links", "Let someone else pay"),
    Look("/payments", "Your payments"),
    Look("/payments/pay", "Pay"),
    Look("/payments/pay", "Pay", press="Pay this amount", ticks="Another amount"),
    Look("/payments/pay?cancelled={declined}", "Pay"),
    Look("/payments/report", "Report a payment"),
    Look("/payments/report", "Report a payment", press="Report this payment"),
    Look("/payments/{card}", "Receipt R-"),
    Look("/payments/{void}", "Receipt R-"),
    Look("/payments/{reported}", "$50.00 waits for confirmation"),
    Look("/payments/{rejected}", "$45.00 was not confirmed"),
    Look("/payments/{historical}", "$180.00 paid"),
    Look("/payments/{card}/result", "$50.00 paid"),
    Look("/payments/{declined}/result", "Your payment did not go through"),
    Look("/payments/{under_way}/result", "$60.00 is under way"),
    Look("/payments/{unknown}/result", "We are finding out"),
    Look("/payments/{failed}/result", "The bank debit of $20.00 failed"),
    Look("/statement", "Your statement"),
    Look("/plans", "Payment plan"),
    Look("/plans?frequency=monthly&installments=2&first_on={soon}", "Your schedule"),
    Look("/plans?frequency=monthly&installments=0&first_on={soon}", "Payment plan"),
    Look("/account", "Your account"),
    Look("/account/profile", "Your profile"),
    Look("/account/profile", "Your profile", press="Save", fills={"Your name": ""}),
    Look("/account/password", "Change your password"),
    Look("/account/password", "Change your password", press="Change password"),
    Look("/account/address", "Change your address"),
    Look("/account/address", "Change your address", press="Change address"),
    Look("/account/confirm", "Show that it is you"),
    Look("/account/confirm", "Show that it is you", press="Go on"),
    Look("/account/second-step", "Second sign-in step"),
    Look("/auth/register?code={their_code}", "Join Kappa Rho"),
    Look("/treasurer", "This page is not open to you"),
)
TREASURER_PEOPLE = (
    Look("/treasurer", "Overview"),
    Look("/treasurer/statistics", "Statistics"),
    Look("/treasurer/members", "Members"),
    Look("/treasurer/members?q=a&standing=financial&owing=yes", "Members"),
    Look(
        "/treasurer/members?q=a&class=regular&login=yes&sort=due&down=yes&joined_from=2020-01-01", "Members"
    ),
    Look("/treasurer/members/new", "Add a member"),
    Look("/treasurer/members/new", "Add a member", press="Add member"),
    Look("/treasurer/members/{ada}", "Ada Byron"),
    Look("/treasurer/members/{ada}/pay-links", "Pay links of Ada Byron"),
    Look("/treasurer/members/{charles}/pay-links", "Pay links of Charles Babbage"),
    Look("/treasurer/members/{ada}/edit", "Edit Ada Byron"),
    Look("/treasurer/members/{ada}/deactivate", "Deactivate Ada Byron"),
    Look("/treasurer/members/{left}", "Lou Leaver"),
    Look("/treasurer/officers", "Officers"),
    Look("/treasurer/officers/appoint", "Appoint an officer"),
    Look("/treasurer/officers/{term}/end", "End a term"),
    Look("/treasurer/settings", "Settings"),
    Look("/treasurer/members/{charles}", "Charles Babbage"),
    Look("/treasurer/members/{ada}/statement", "Statement of Ada Byron"),
    Look("/treasurer/invites?show={invite}", "Invites"),
    Look("/treasurer/invites?whom=roster", "Invites"),
    Look("/treasurer/invites?whom=code", "Invites"),
    Look("/treasurer/invites", "Invites", press="Send invite"),
    Look("/treasurer/invites?state=undelivered", "Invites"),
    Look("/treasurer/invites/many", "Invite many"),
    Look("/treasurer/invites/many", "Invite many", press="Check the list"),
    Look(
        "/treasurer/invites/many",
        "Check the invites",
        press="Check the list",
        fills={"People": "Zed <zed@example.org>, ada@example.org, nobody, gone@example.org, zed@example.org"},
    ),
    Look("/treasurer/invites/sendings/{sending}", "Invites sent together"),
    Look("/treasurer/invites/{invite}/revoke", "Revoke an invite"),
    Look("/treasurer/dues", "Dues"),
    Look("/treasurer/dues/new", "New dues period"),
    Look("/treasurer/dues/new", "New dues period", press="Create dues period"),
    Look("/treasurer/dues/{period}", "2026-27"),
    Look("/treasurer/dues/{next}", "2027-28"),
    Look("/treasurer/dues/{period}/assess", "Charge 2026-27"),
    Look("/treasurer/dues/{next}/assess", "Charge 2027-28"),
    Look("/treasurer/charges/batches/{charges}/reverse", "Reverse charges"),
    Look("/treasurer/charges", "Other charges"),
    Look("/treasurer/charges/new", "Charge members"),
    Look("/treasurer/charges/new", "Charge members", press="Go on"),
    Look(
        "/treasurer/charges/new?member={ada}",
        "Charge 1 member",
        press="Go on",
        fills={"What it is for": "Missed meeting", "Amount for each": "15.00", "Due on": "2030-01-31"},
        chooses={"Kind": "Fine"},
    ),
    Look("/treasurer/plans", "Payment plans"),
    Look("/treasurer/reminders", "Reminders"),
    Look("/treasurer/reminders/schedule", "Reminder schedule"),
    Look("/treasurer/plans/{plan}/end", "Decline a plan"),
    Look("/treasurer/members/{planned}/plan", "Payment plan for Charles Babbage"),
    Look("/treasurer/late-fees", "Late fees"),
    Look("/treasurer/members/{ada}/late-fees", "Hold late fees"),
    Look("/treasurer/charges/{charge}/waive", "Waive a charge"),
    Look("/treasurer/charges/{charge}/waive", "Waive a charge", press="Waive"),
    Look("/treasurer/charges/{charge}/reverse", "Reverse a charge"),
)
TREASURER_MONEY = (
    Look("/treasurer/payments", "Payments"),
    Look("/treasurer/payments?state=reported", "Payments"),
    Look("/treasurer/payments?q=ada&method=card&least=1&historical=no&member={ada}", "Payments"),
    Look("/treasurer/payments?q=nobody", "Payments"),
    Look("/treasurer/payments?from=2026-02-31&least=abc", "Payments"),
    Look("/treasurer/payments/{card}", "Payment of $50.00"),
    Look("/treasurer/payments/{cash}", "Payment of $10.00"),
    Look("/treasurer/payments/{void}", "Payment of $7.00"),
    Look("/treasurer/payments/{unmatched}", "Payment of $75.00"),
    Look("/treasurer/payments/record", "Record a payment"),
    Look("/treasurer/payments/record?member={ada}", "Record a payment", press="Record payment"),
    Look("/treasurer/payments/{cash}/reverse", "Reverse a payment"),
    Look("/treasurer/payments/{card}/reverse", "That is no longer possible"),
    Look("/treasurer/reported", "Reported payments"),
    Look("/treasurer/reported/{reported}/reject", "Decline a reported payment"),
    Look("/treasurer/unmatched", "Unmatched money"),
    Look("/treasurer/unmatched/{unmatched}", "Assign unmatched money"),
    Look("/treasurer/unmatched/{unmatched}?member={ada}", "Assign unmatched money"),
    Look("/treasurer/payments/grid", "Meeting night"),
    Look(
        "/treasurer/payments/grid",
        "Meeting night",
        press="Record these payments",
        fills={"Member, row 1": "Nobody"},
    ),
    Look("/treasurer/deposits", "Cash and deposits"),
    Look("/treasurer/deposits/{deposit}", "Deposit of $10.00"),
    Look("/treasurer/deposits/{deposit}/reverse", "Reverse a deposit"),
    Look("/treasurer/members/{ben}/payout", "Pay credit back"),
    Look("/treasurer/payouts/{payout}/reverse", "Reverse a payout"),
    Look("/treasurer/donations", "Donations"),
    Look("/treasurer/donations/new", "Record a donation"),
    Look("/treasurer/donations/new", "Record a donation", press="Record donation"),
    Look("/treasurer/payments/{gift}", "Payment of $25.00"),
    Look("/treasurer/problems", "Problems"),
    Look("/treasurer/audit", "Audit trail"),
    Look("/treasurer/audit?check=yes&member={ada}&q=tess", "Audit trail"),
    Look("/treasurer/audit?from=2026-02-31", "Audit trail"),
    Look("/treasurer/webhooks", "Messages from Stripe"),
    Look("/treasurer/webhooks?state=quarantined&q=checkout", "Messages from Stripe"),
    Look("/treasurer/webhooks/{event}", "Message checkout.session.completed"),
)
TREASURER_IMPORTS = (
    Look("/treasurer/imports/historical", "Import payments of earlier years"),
    Look("/treasurer/imports/historical", "Import payments of earlier years", press="Check the file"),
    Look("/treasurer/imports/historical/{waiting}", "Check the import"),
    Look("/treasurer/imports/historical/{waiting}", "Check the import", press="Import 2 payments $360.00"),
    Look("/treasurer/imports/historical/{waiting}?only=already_there", "Check the import"),
    Look("/treasurer/imports/historical/{undated}", "Check the import"),
    Look("/treasurer/imports/historical/{undated}?day=2999-01-01", "Check the import"),
    Look("/treasurer/imports/historical/{undated}?day=2024-01-31", "Check the import"),
    Look("/treasurer/imports/{batch}", "Import of 2024-25.csv"),
    Look("/treasurer/imports/{batch}/undo", "Undo an import"),
    Look("/treasurer/imports/{undone}", "Import of 2022-23.csv"),
    Look("/treasurer/payments/{historical}", "Payment of $180.00"),
)
TREASURER_ROSTERS = (
    Look("/treasurer/imports/roster", "Import a roster"),
    Look("/treasurer/imports/roster", "Import a roster", press="Check the file"),
    Look("/treasurer/imports/roster/{roster_waiting}", "Check the roster"),
    Look(
        "/treasurer/imports/roster/{roster_waiting}",
        "Check the roster",
        press="Import 2 new members, change 1",
    ),
    Look("/treasurer/imports/roster/{roster_waiting}?only=already_there", "Check the roster"),
    Look("/treasurer/imports/roster/{roster_waiting}?day=2999-01-01", "Check the roster"),
    Look("/treasurer/imports/rosters/{roster_batch}", "Roster from fall.csv"),
    Look("/treasurer/imports/rosters/{roster_batch}/undo", "Undo the import of a roster"),
    Look("/treasurer/imports/rosters/{roster_held}/undo", "Undo the import of a roster"),
    Look("/treasurer/imports/rosters/{roster_undone}", "Roster from spring.csv"),
)
ADMIN = (Look("/monitoring/cache", "Cache"),)
PLATFORM = (
    Look(
        "/account/second-step",
        "Keep these codes",
        press="Turn the second step on",
        fills={"Your password": PASSWORD, "Code": "{pats_phone}"},
    ),
    Look("/platform", "Chapters"),
    Look("/platform/chapters/new", "Open a chapter"),
    Look("/platform/chapters/new", "Open a chapter", press="Open the chapter"),
    Look("/platform/chapters/{their_chapter}/suspend", "Suspend a chapter"),
    Look("/platform/chapters/{their_chapter}/suspend", "Suspend a chapter", press="Suspend Kappa Rho"),
    Look("/platform/chapters/{suspended_chapter}/resume", "Open a chapter again"),
)
SECRETARY = (
    Look("/treasurer/invites", "Invites"),
    Look("/account/second-step", "Second sign-in step"),
    Look("/account/second-step", "Second sign-in step", press="Turn the second step on"),
    Look(
        "/account/second-step",
        "Keep these codes",
        press="Turn the second step on",
        fills={"Your password": PASSWORD, "Code": "{phone}"},
    ),
    Look("/account/second-step", "Second sign-in step"),
    Look("/account/passkeys/new", "Add a passkey"),
    Look(
        "/auth/login",
        "Enter your code",
        press="Sign in",
        fills={"E-mail address": "sue@example.org", "Password": PASSWORD},
        anew=True,
    ),
    Look("/auth/code", "Enter your code", press="Sign in"),
)
