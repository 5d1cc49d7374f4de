"""retain and destroy

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OPEN = sa.text("status IN ('listed', 'proposed', 'approved', 'executing')")
KEPT, CONFIRMED = "a declaration of destruction is kept for ever", "a confirmed term is kept"
THERE = "EXISTS (SELECT 1 FROM {0} WHERE destruction_id = NEW.destruction_id OR reference = NEW.reference)"


def _refusal(name: str, table: str, moment: str, when: str, words: str) -> str:
    return f"CREATE TRIGGER {name} {moment} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _on_sqlite() -> list[str]:
    declaration, rule = "destruction_declaration", "retention_rule"
    is_confirmed = "OLD.confirmed_at IS NOT NULL"
    return [
        _refusal(f"{declaration}_no_update", declaration, "BEFORE UPDATE", "TRUE", KEPT),
        _refusal(f"{declaration}_no_delete", declaration, "BEFORE DELETE", "TRUE", KEPT),
        _refusal(f"{declaration}_no_replace", declaration, "BEFORE INSERT", THERE.format(declaration), KEPT),
        _refusal(f"{rule}_no_update", rule, "BEFORE UPDATE", is_confirmed, CONFIRMED),
        _refusal(f"{rule}_no_delete", rule, "BEFORE DELETE", is_confirmed, CONFIRMED),
    ]


def _on_postgresql() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION refuse_change()"
        for table, when in (
            ("destruction_declaration", ""),
            ("retention_rule", "WHEN (OLD.confirmed_at IS NOT NULL)"),
        )
    ] + [
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table in ("destruction_declaration", "retention_rule")
    ]


ADD = "UPDATE contract_total SET approved = approved + {amount} WHERE contract_id = {row}.contract_id"
MOVES = {  # what sums that stay do to the totals of their contract, which went down with the work itself
    "INSERT": ADD.format(amount="NEW.value", row="NEW"),
    "UPDATE": ADD.format(amount="(NEW.value - OLD.value)", row="NEW"),
    "DELETE": ADD.format(amount="(-OLD.value)", row="OLD"),
}


def _totals_on_sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER kept_total_{act.lower()} AFTER {act} ON kept_total BEGIN {move}; END"
        for act, move in MOVES.items()
    ]


def _totals_on_postgresql() -> list[str]:
    moves = " ".join(f"IF TG_OP = '{act}' THEN {move}; END IF;" for act, move in MOVES.items())
    return [
        f"CREATE OR REPLACE FUNCTION total_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {moves} "
        "RETURN NULL; END $$",
        "CREATE TRIGGER kept_total_moved AFTER INSERT OR UPDATE OR DELETE ON kept_total "
        "FOR EACH ROW EXECUTE FUNCTION total_kept()",
    ]


def upgrade() -> None:
    op.create_table(
        "destruction_declaration",
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.String(length=120), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("term", sa.String(length=10), nullable=False),
        sa.Column("counts_from", sa.String(length=32), nullable=False),
        sa.Column("legal_text", sa.String(length=300), nullable=False),
        sa.Column("counted_first", sa.Date(), nullable=True),
        sa.Column("counted_last", sa.Date(), nullable=True),
        sa.Column("destroyed", sa.Integer(), nullable=False),
        sa.Column("contracts", sa.Integer(), nullable=False),
        sa.Column("excluded", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("not_due", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("proposed_role", sa.String(length=32), nullable=False),
        sa.Column("approved_role", sa.String(length=32), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=False),
        sa.Column("executed_on", sa.Date(), nullable=False),
        sa.Column("backups_gone_on", sa.Date(), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("destruction_id", name=op.f("pk_destruction_declaration")),
        sa.UniqueConstraint("reference", name=op.f("uq_destruction_declaration_reference")),
    )
    op.create_index(op.f("ix_destruction_declaration_region"), "destruction_declaration", ["region"])
    op.create_table(
        "destruction",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.String(length=120), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("term", sa.String(length=10), nullable=False),
        sa.Column("counts_from", sa.String(length=32), nullable=False),
        sa.Column("legal_text", sa.String(length=300), nullable=False),
        sa.Column("list_sha256", sa.String(length=64), nullable=True),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("execute_from", sa.Date(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_by", sa.Uuid(), nullable=True),
        sa.Column("dropped_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["user_account.id"], name=op.f("fk_destruction_approved_by")),
        sa.ForeignKeyConstraint(["dropped_by"], ["user_account.id"], name=op.f("fk_destruction_dropped_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user_account.id"], name=op.f("fk_destruction_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
        sa.UniqueConstraint("number", name=op.f("uq_destruction_number")),
    )
    op.create_index(
        "uq_destruction_open", "destruction", ["region", "kind"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "retention_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.String(length=120), nullable=False),
        sa.Column("result", sa.String(length=20), nullable=False),
        sa.Column("term", sa.String(length=10), nullable=False),
        sa.Column("counts_from", sa.String(length=32), nullable=False),
        sa.Column("legal_text", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["confirmed_by"], ["user_account.id"], name=op.f("fk_retention_rule_confirmed_by")),
        sa.ForeignKeyConstraint(["proposed_by"], ["user_account.id"], name=op.f("fk_retention_rule_proposed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rule")),
    )
    op.create_index(op.f("ix_retention_rule_region"), "retention_rule", ["region"])
    op.create_table(
        "destruction_item",
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["changed_by"], ["user_account.id"], name=op.f("fk_destruction_item_changed_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_destruction_item_contract_id")),
        sa.ForeignKeyConstraint(
            ["destruction_id"], ["destruction.id"], name=op.f("fk_destruction_item_destruction_id")
        ),
        sa.PrimaryKeyConstraint("destruction_id", "subject_id", name=op.f("pk_destruction_item")),
    )
    op.create_table(
        "kept_total",
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target_group", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("placements", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_kept_total_contract_id")),
        sa.PrimaryKeyConstraint("destruction_id", "contract_id", "year", "target_group", name=op.f("pk_kept_total")),
    )
    op.create_index(op.f("ix_kept_total_contract_id"), "kept_total", ["contract_id"])
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("region", sa.String(length=32), nullable=False),
        sa.Column("contract_id", sa.Uuid(), nullable=True),
        sa.Column("candidate_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("explanation", sa.String(length=500), nullable=False),
        sa.Column("owner", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["candidate_id"], ["candidate.id"], name=op.f("fk_legal_hold_candidate_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_legal_hold_contract_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["user_account.id"], name=op.f("fk_legal_hold_lifted_by")),
        sa.ForeignKeyConstraint(["owner"], ["user_account.id"], name=op.f("fk_legal_hold_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_hold")),
    )
    op.create_index(op.f("ix_legal_hold_candidate_id"), "legal_hold", ["candidate_id"])
    op.create_index(op.f("ix_legal_hold_contract_id"), "legal_hold", ["contract_id"])
    op.create_index(op.f("ix_legal_hold_region"), "legal_hold", ["region"])

    on_postgresql = op.get_bind().dialect.name == "postgresql"
    statements = _on_postgresql() + _totals_on_postgresql() if on_postgresql else _on_sqlite() + _totals_on_sqlite()
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("legal_hold")
    op.drop_table("kept_total")
    op.drop_table("destruction_item")
    op.drop_table("retention_rule")
    op.drop_table("destruction")
    op.drop_table("destruction_declaration")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION total_kept()")
