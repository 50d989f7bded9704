"""What the pages ask, by hand and at their least: the floor and the limit run these on the product's own tables.

Each reads what its page shows and no more. Parameters are named in psycopg2's way.
"""

VIEWER = """
SELECT u.id AS user_id, m.id AS member_id, m.name, m.role, c.id AS chapter_id, c.slug, c.name AS chapter, c.currency
FROM users u JOIN members m ON m.user_id = u.id JOIN chapters c ON c.id = m.chapter_id
WHERE u.id = %(user_id)s AND u.is_active AND m.status = 'active'
"""

ACCOUNT = """
SELECT balance_minor, credit_minor, member_class FROM members WHERE chapter_id = %(chapter_id)s AND id = %(member_id)s
"""

OPEN = """
SELECT c.description, i.due_on, i.open_minor FROM installments i
JOIN charges c ON c.chapter_id = i.chapter_id AND c.id = i.charge_id
WHERE i.chapter_id = %(chapter_id)s AND i.member_id = %(member_id)s AND i.open_minor > 0 ORDER BY i.due_on, i.id
"""

LATEST = """
SELECT p.reference, p.method, p.state, p.amount_minor, p.received_on, r.label FROM payments p
LEFT JOIN receipts r ON r.chapter_id = p.chapter_id AND r.payment_id = p.id
WHERE p.chapter_id = %(chapter_id)s AND p.member_id = %(member_id)s ORDER BY p.created_at DESC, p.id DESC LIMIT 5
"""

SUMS = """
SELECT count(*) AS members, count(*) FILTER (WHERE balance_minor > 0) AS owing, sum(balance_minor) AS owed_minor
FROM members WHERE chapter_id = %(chapter_id)s AND status = 'active'
"""

COLLECTED = """
SELECT account, sum(amount_minor) AS minor FROM postings WHERE chapter_id = %(chapter_id)s GROUP BY account
"""

RECENT = """
SELECT p.reference, m.name, p.method, p.amount_minor, p.received_on FROM payments p
JOIN members m ON m.chapter_id = p.chapter_id AND m.id = p.member_id
WHERE p.chapter_id = %(chapter_id)s AND p.succeeded_at IS NOT NULL ORDER BY p.succeeded_at DESC, p.id DESC LIMIT 8
"""

OWING = """
SELECT m.id, m.name, m.balance_minor, min(i.due_on) AS due_on FROM members m
JOIN installments i ON i.chapter_id = m.chapter_id AND i.member_id = m.id AND i.open_minor > 0
WHERE m.chapter_id = %(chapter_id)s AND m.status = 'active' AND m.balance_minor > 0
GROUP BY m.id, m.name, m.balance_minor ORDER BY {order} LIMIT {limit}
"""

MEMBERS = """
SELECT m.id, m.name, m.email, m.role, m.balance_minor, m.credit_minor,
(SELECT min(i.due_on) FROM installments i
 WHERE i.chapter_id = m.chapter_id AND i.member_id = m.id AND i.open_minor > 0) AS due_on
FROM members m WHERE m.chapter_id = %(chapter_id)s ORDER BY m.name, m.id LIMIT 50
"""

PAYMENTS = """
SELECT p.id, p.reference, m.name, p.method, p.state, p.amount_minor, p.received_on, r.label FROM payments p
LEFT JOIN members m ON m.chapter_id = p.chapter_id AND m.id = p.member_id
LEFT JOIN receipts r ON r.chapter_id = p.chapter_id AND r.payment_id = p.id
WHERE p.chapter_id = %(chapter_id)s ORDER BY p.created_at DESC, p.id DESC LIMIT 50
"""

PASSWORD = "SELECT id, password_hash FROM users WHERE email = %(email)s AND is_active"  # noqa: S105  (no password)

PAGES = {
    "/dashboard": (ACCOUNT, OPEN, LATEST),
    "/payments/pay": (ACCOUNT, OPEN),
    "/treasurer": (SUMS, COLLECTED, RECENT, OWING.format(order="m.balance_minor DESC, m.id", limit=8)),
    "/treasurer/members": (MEMBERS,),
    "/treasurer/members?owing=yes": (OWING.format(order="m.name, m.id", limit=50),),
    "/treasurer/members?owing=yes&sort=due": (OWING.format(order="due_on, m.id", limit=50),),
    "/treasurer/payments": (PAYMENTS,),
}
