"""confirm quarters

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# What a piece of work or effort adds to the totals of its contract, by the table it is in.
SENT = "CASE WHEN {row}status IN ('submitted', 'corrected') THEN COALESCE({row}value, 0) ELSE 0 END"
GRANTED = "CASE WHEN {row}status = 'approved' THEN COALESCE({row}approved_value, 0) ELSE 0 END"
PIECES = {
    "placement": (SENT, GRANTED),
    "contribution": (SENT, GRANTED),
    "unregistered_work": (
        "CASE WHEN {row}status = 'recorded' THEN {row}value ELSE 0 END",
        "CASE WHEN {row}status = 'approved' THEN {row}value ELSE 0 END",
    ),
}


def upgrade() -> None:
    _create_confirmation()
    _create_recovery_note()
    _create_total()


def downgrade() -> None:
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in PIECES:
        for act in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_total_{act}" + ("" if on_sqlite else f" ON {table}"))
        if not on_sqlite:
            op.execute(f"DROP FUNCTION total_{table}()")
    op.drop_table("contract_total")
    op.drop_table("recovery_note")
    op.drop_table("quarter_confirmation")


def _create_confirmation() -> None:
    table = "quarter_confirmation"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("still_employed", sa.Boolean(), nullable=True),
        sa.Column("confirmed_by", sa.Uuid(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f(f"fk_{table}_contract_id_contract")),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name=op.f(f"fk_{table}_placement_id_placement")),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["user_account.id"], name=op.f(f"fk_{table}_confirmed_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("placement_id", "year", "quarter", name=op.f(f"uq_{table}_placement_id_year_quarter")),
    )
    op.create_index(op.f(f"ix_{table}_contract_id"), table, ["contract_id"])


def _create_recovery_note() -> None:
    table = "recovery_note"
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=1000), nullable=False),
        sa.Column("behind_amount", sa.BigInteger(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("cause", sa.String(length=1500), nullable=False),
        sa.Column("measures", sa.String(length=1500), nullable=False),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f(f"fk_{table}_contract_id_contract")),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f(f"fk_{table}_asked_by_user_account")),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["user_account.id"], name=op.f(f"fk_{table}_answered_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_contract_id"), table, ["contract_id"])


def _create_total() -> None:
    op.create_table(
        "contract_total",
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("submitted", sa.BigInteger(), nullable=False),
        sa.Column("approved", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_total_contract_id_contract")),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_contract_total")),
    )
    found = " UNION ALL ".join(
        f"SELECT contract_id, {sent} AS s, {granted} AS a FROM {table}"  # noqa: S608
        for table, (sent, granted) in ((table, [one.format(row="") for one in both]) for table, both in PIECES.items())
    )
    op.execute(
        "INSERT INTO contract_total (contract_id, submitted, approved) "  # noqa: S608
        f"SELECT contract_id, SUM(s), SUM(a) FROM ({found}) AS found GROUP BY contract_id"
    )
    for table in PIECES:
        for statement in (_on_sqlite if op.get_bind().dialect.name == "sqlite" else _on_postgresql)(table):
            op.execute(statement)


def _add(table: str, row: str, sign: str = "") -> str:
    sent, granted = (one.format(row=f"{row}.") for one in PIECES[table])
    return (
        "INSERT INTO contract_total (contract_id, submitted, approved) "  # noqa: S608
        f"VALUES ({row}.contract_id, {sign}({sent}), {sign}({granted})) "
        "ON CONFLICT (contract_id) DO UPDATE SET submitted = contract_total.submitted + excluded.submitted, "
        "approved = contract_total.approved + excluded.approved;"
    )


def _steps(table: str) -> dict[str, str]:
    return {
        "insert": _add(table, "NEW"),
        "update": _add(table, "OLD", "-") + " " + _add(table, "NEW"),
        "delete": _add(table, "OLD", "-"),
    }


def _on_sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_total_{act} AFTER {act.upper()} ON {table} BEGIN {body} END"
        for act, body in _steps(table).items()
    ]


def _on_postgresql(table: str) -> list[str]:
    steps = _steps(table)
    return [
        f"CREATE OR REPLACE FUNCTION total_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'INSERT' THEN {steps['insert']} "
        f"ELSIF TG_OP = 'UPDATE' THEN {steps['update']} "
        f"ELSE {steps['delete']} END IF; RETURN NULL; END $$",
        *(
            f"CREATE TRIGGER {table}_total_{act} AFTER {act.upper()} ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION total_{table}()"
            for act in steps
        ),
    ]
