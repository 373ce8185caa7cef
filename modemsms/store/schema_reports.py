"""What the seventh version adds: what reports say, counted when it happens, so that no report reads the texts.

A text counts on the day on which the network took it, or on which it was written where no network did; with what
became of it, which may change: then it is taken out and put in again. Figures outlive the texts. Days are counted
from 1970, and begin as the clocks of the shop have it by ``report_clock``; those before this version, as UTC has it.
"""

from __future__ import annotations

# Upper ends of the classes of waiting, in seconds; the last class has none. Few, as each is a column.
WAITS = (5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600, 21600)
ANSWERS = (60, 300, 900, 1800, 3600, 7200, 14400, 28800, 86400)

# Whoever is told so has no phone under this number: TS 24.011, 8.2.5.4, and TS 23.040, 9.2.3.22 and 9.2.3.15.
NO_SUCH_NUMBER = ("cms_1", "cms_28", "cms_30", "cms_195", "cms_260", "tp_67")

_TAKEN = "{row}.status IN ('sent', 'delivered', 'undelivered') AND {row}.sent_at IS NOT NULL"
_COUNTS = "({row}.status IN ('failed', 'unknown') OR " + _TAKEN + ")"


def _day_of(moment: str) -> str:
    """The shop's day in which *moment* (milliseconds) lies."""
    return (
        f"(({moment}) / 1000 + ifnull((SELECT k.offset FROM report_clock k WHERE k.begins <= ({moment}) / 1000"
        " ORDER BY k.begins DESC LIMIT 1), 0)) / 86400"
    )


_DAY = _day_of("ifnull({row}.sent_at, {row}.created_at)")
_CREATED = _day_of("new.created_at")
_LEFT = _day_of("new.at")
_SIM = (
    "ifnull((SELECT s.sim_id FROM segments s WHERE s.message_id = {row}.id AND s.sim_id IS NOT NULL"
    " ORDER BY s.sequence LIMIT 1), 0)"
)
_PRICE = "ifnull((SELECT price_micros FROM sims WHERE id = " + _SIM + "), 0)"
_DELIVERED = "({row}.status = 'delivered' AND {row}.delivered_at IS NOT NULL)"


def _classes(seconds: str, ends: tuple[int, ...], known: str) -> list[str]:
    """For each class one expression: 1 where *seconds* lie in it."""
    lower, columns = None, []
    for upper in (*ends, None):
        limits = [known]
        limits += [f"{seconds} >= {lower}"] if lower is not None else []
        limits += [f"{seconds} < {upper}"] if upper is not None else []
        columns.append(f"({' AND '.join(limits)})")
        lower = upper
    return columns


# Each column with what one text adds to it.
_COLUMNS: dict[str, str] = {
    "sent": f"({_TAKEN})",
    "asked": f"({_TAKEN} AND {{row}}.delivery_report)",
    "delivered": _DELIVERED,
    "undelivered": "({row}.status = 'undelivered')",
    "failed": "({row}.status = 'failed')",
    "unknown": "({row}.status = 'unknown')",
    "units": f"(({_TAKEN}) * {{row}}.segments)",
    "cost_micros": f"(({_TAKEN}) * {{row}}.segments * {_PRICE})",
    **{
        f"w{place}": expression
        for place, expression in enumerate(
            _classes("({row}.delivered_at - {row}.sent_at) / 1000", WAITS, _DELIVERED)
        )
    },
}
COLUMNS = tuple(_COLUMNS)

_COUNTERS = ", ".join(f"{column} INTEGER NOT NULL DEFAULT 0" for column in COLUMNS)
_ANSWER_COUNTERS = ", ".join(f"a{place} INTEGER NOT NULL DEFAULT 0" for place in range(len(ANSWERS) + 1))

_TABLES = (
    """CREATE TABLE report_clock (begins INTEGER PRIMARY KEY, offset INTEGER NOT NULL) STRICT""",
    f"""CREATE TABLE report_sims (
        day INTEGER NOT NULL, sim_id INTEGER NOT NULL, {_COUNTERS}, PRIMARY KEY (day, sim_id)
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE report_groups (
        day INTEGER NOT NULL, group_id INTEGER NOT NULL, {_COUNTERS},
        received INTEGER NOT NULL DEFAULT 0, opted_out INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (day, group_id)
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE report_broadcasts (
        occurrence_id INTEGER PRIMARY KEY REFERENCES occurrences (id) ON DELETE CASCADE, {_COUNTERS}
    ) STRICT""",
    """CREATE TABLE report_causes (
        day INTEGER NOT NULL, code TEXT NOT NULL, sentence TEXT NOT NULL, number INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (day, code)
    ) STRICT, WITHOUT ROWID""",
    f"""CREATE TABLE report_people (
        day INTEGER PRIMARY KEY, received INTEGER NOT NULL DEFAULT 0, opted_out INTEGER NOT NULL DEFAULT 0,
        {_ANSWER_COUNTERS}
    ) STRICT""",
    # Numbers that no phone has, until a text arrives there after all.
    """CREATE TABLE invalid_numbers (
        conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        code TEXT NOT NULL, sentence TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX invalid_numbers_age ON invalid_numbers (at, conversation_id)",
)

_NAMES = ", ".join(COLUMNS)
_ADDED = ", ".join(f"{column} = {column} + excluded.{column}" for column in COLUMNS)


def _values(row: str) -> str:
    return ", ".join(expression.format(row=row) for expression in _COLUMNS.values())


def _less(row: str) -> str:
    return ", ".join(
        f"{column} = max(0, {column} - {expression.format(row=row)})"
        for column, expression in _COLUMNS.items()
    )


# Everybody's groups as they are at this moment.
_GROUPS = """ FROM conversations c JOIN contact_numbers n ON n.number = c.address
    JOIN group_members g ON g.contact_id = n.contact_id WHERE c.id = {row}.conversation_id"""

_BY = {
    "report_sims": ("day, sim_id", f"{_DAY}, {_SIM}", " WHERE 1", f"day = {_DAY} AND sim_id = {_SIM}"),
    "report_groups": (
        "day, group_id",
        f"{_DAY}, g.group_id",
        _GROUPS,
        f"day = {_DAY} AND group_id IN (SELECT g.group_id{_GROUPS})",
    ),
    "report_broadcasts": (
        "occurrence_id",
        "{row}.occurrence_id",
        " WHERE {row}.occurrence_id IS NOT NULL",
        "occurrence_id = {row}.occurrence_id",
    ),
}


def _out_of(table: str) -> str:
    where = _BY[table][3].format(row="old")
    return f"UPDATE {table} SET {_less('old')} WHERE {where} AND {_COUNTS.format(row='old')};"


def _into(table: str) -> str:
    names, values, source, _ = (part.format(row="new") for part in _BY[table])
    return (
        f"INSERT INTO {table} ({names}, {_NAMES}) SELECT {values}, {_values('new')}{source}"
        f" AND {_COUNTS.format(row='new')} ON CONFLICT ({names}) DO UPDATE SET {_ADDED};"
    )


_PEOPLES = "{row}.direction = 'outbound' AND ifnull({row}.purpose, '') = ''"
_BAD = "('failed', 'undelivered')"
_CODES = ", ".join(f"'{code}'" for code in NO_SUCH_NUMBER)

_COUNTING = (
    # Its status changes first, then the moments: between the two nothing is counted twice.
    f"""CREATE TRIGGER reported_texts AFTER UPDATE OF status, sent_at, delivered_at ON messages
        WHEN {_PEOPLES.format(row="new")} AND ({_COUNTS.format(row="old")} OR {_COUNTS.format(row="new")})
            AND (old.status <> new.status OR old.sent_at IS NOT new.sent_at
                OR old.delivered_at IS NOT new.delivered_at)
            AND NOT (old.status = 'sent' AND new.status = 'delivered' AND new.delivered_at IS NULL) BEGIN
        {" ".join(_out_of(table) for table in _BY)}
        {" ".join(_into(table) for table in _BY)}
    END""",
    f"""CREATE TRIGGER reported_causes AFTER UPDATE OF status ON messages
        WHEN {_PEOPLES.format(row="new")} AND new.status IN {_BAD} AND old.status NOT IN {_BAD}
            AND new.reason_code IS NOT NULL BEGIN
        INSERT INTO report_causes (day, code, sentence, number)
            VALUES ({_DAY.format(row="new")}, new.reason_code, ifnull(new.reason_sentence, ''), 1)
            ON CONFLICT (day, code) DO UPDATE SET number = number + 1;
    END""",
    f"""CREATE TRIGGER reported_causes_back AFTER UPDATE OF status ON messages
        WHEN {_PEOPLES.format(row="new")} AND old.status IN {_BAD} AND new.status NOT IN {_BAD}
            AND old.reason_code IS NOT NULL BEGIN
        UPDATE report_causes SET number = max(0, number - 1)
            WHERE day = {_DAY.format(row="old")} AND code = old.reason_code;
    END""",
    f"""CREATE TRIGGER reported_invalid AFTER UPDATE OF status ON messages
        WHEN {_PEOPLES.format(row="new")} AND new.status IN {_BAD} AND new.reason_code IN ({_CODES}) BEGIN
        INSERT OR REPLACE INTO invalid_numbers (conversation_id, code, sentence, at)
            VALUES (new.conversation_id, new.reason_code, ifnull(new.reason_sentence, ''), new.created_at);
    END""",
    """CREATE TRIGGER reported_valid AFTER UPDATE OF status ON messages WHEN new.status = 'delivered' BEGIN
        DELETE FROM invalid_numbers WHERE conversation_id = new.conversation_id;
    END""",
    # Before the row is there: it ends the waiting of its conversation.
    f"""CREATE TRIGGER reported_answers BEFORE INSERT ON messages
        WHEN {_PEOPLES.format(row="new")} AND new.author_id IS NOT NULL AND new.occurrence_id IS NULL
            AND (SELECT waits_since FROM conversations WHERE id = new.conversation_id AND NOT archived)
                IS NOT NULL BEGIN
        INSERT INTO report_people (day, {", ".join(f"a{place}" for place in range(len(ANSWERS) + 1))})
            SELECT {_CREATED}, {", ".join(_classes("(new.created_at - c.waits_since) / 1000", ANSWERS, "1"))}
            FROM conversations c WHERE c.id = new.conversation_id
            ON CONFLICT (day) DO UPDATE SET {
        ", ".join(f"a{place} = a{place} + excluded.a{place}" for place in range(len(ANSWERS) + 1))
    };
    END""",
    f"""CREATE TRIGGER reported_received AFTER INSERT ON messages
        WHEN new.direction = 'inbound' AND ifnull(new.purpose, '') = '' BEGIN
        INSERT INTO report_people (day, received) VALUES ({_CREATED}, 1)
            ON CONFLICT (day) DO UPDATE SET received = received + 1;
        INSERT INTO report_groups (day, group_id, received)
            SELECT {_CREATED}, g.group_id, 1{_GROUPS.format(row="new")}
            ON CONFLICT (day, group_id) DO UPDATE SET received = received + 1;
    END""",
    f"""CREATE TRIGGER reported_leaving AFTER INSERT ON consents WHEN new.what = 'out' BEGIN
        INSERT INTO report_people (day, opted_out) VALUES ({_LEFT}, 1)
            ON CONFLICT (day) DO UPDATE SET opted_out = opted_out + 1;
        INSERT INTO report_groups (day, group_id, opted_out) SELECT {_LEFT}, g.group_id, 1
            FROM contact_numbers n JOIN group_members g ON g.contact_id = n.contact_id
            WHERE n.number = new.number
            ON CONFLICT (day, group_id) DO UPDATE SET opted_out = opted_out + 1;
    END""",
)

_SUMS = ", ".join(f"sum({expression.format(row='m')})" for expression in _COLUMNS.values())

# What is known of the time before; who waited for an answer then, and who was in which group, nobody kept.
BACKFILL = (
    f"""INSERT INTO report_sims (day, sim_id, {_NAMES})
        SELECT {_DAY.format(row="m")} AS d, {_SIM.format(row="m")} AS sim, {_SUMS} FROM messages m
        WHERE {_PEOPLES.format(row="m")} AND {_COUNTS.format(row="m")} GROUP BY d, sim""",
    f"""INSERT INTO report_causes (day, code, sentence, number)
        SELECT {_DAY.format(row="m")} AS d, m.reason_code, max(ifnull(m.reason_sentence, '')), count(*)
        FROM messages m WHERE m.status IN {_BAD} AND {_PEOPLES.format(row="m")} AND m.reason_code IS NOT NULL
        GROUP BY d, m.reason_code""",
    f"""INSERT INTO report_people (day, received, opted_out)
        SELECT day, sum(received), sum(opted_out) FROM (
            SELECT {_day_of("hour * 3600000")} AS day, received, 0 AS opted_out FROM hourly_counts WHERE received
            UNION ALL SELECT {_day_of("at")}, 0, 1 FROM consents WHERE what = 'out'
        ) GROUP BY day""",
    f"""INSERT INTO invalid_numbers (conversation_id, code, sentence, at)
        SELECT m.conversation_id, m.reason_code, max(ifnull(m.reason_sentence, '')), max(m.created_at)
        FROM messages m WHERE m.status IN {_BAD} AND m.reason_code IN ({_CODES}) AND {_PEOPLES.format(row="m")}
        GROUP BY m.conversation_id""",
)

REPORTS = (*_TABLES, *_COUNTING, *BACKFILL)
