"""review accounts

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "account_review"
REFUSED = f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
KEEP = {
    "sqlite": (
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {REFUSED}",
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {REFUSED}",
    ),
    "postgresql": (
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    ),
}
DROP = {
    "sqlite": (f"DROP TRIGGER {TABLE}_no_update", f"DROP TRIGGER {TABLE}_no_delete"),
    "postgresql": (f"DROP TRIGGER {TABLE}_no_change ON {TABLE}",),
}


def upgrade() -> None:
    _create_breach()
    op.add_column("user_account", _moment("inactive_asked_at"))
    _create_account_review()
    _create_processor()
    _create_setting_change()
    _extend_controller_card()


def downgrade() -> None:
    with op.batch_alter_table("controller_card") as batch:
        for name in ("dpia_confirmed_at", "dpia_confirmed_by", "dpia_advice", "dpia_entered_by"):
            batch.drop_column(name)
    op.drop_table("setting_change")
    op.drop_table("processor")
    for statement in DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("account_review")
    op.drop_column("user_account", "inactive_asked_at")
    op.drop_table("breach")


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _user(table: str, name: str, *, nullable: bool = True) -> tuple[sa.Column[object], sa.ForeignKeyConstraint]:
    arrow = sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}_user_account"))
    return sa.Column(name, sa.Uuid(), nullable=nullable), arrow


def _create_breach() -> None:
    op.create_table(
        "breach",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("region", 32),
        _text("status", 32),
        _moment("discovered_at", nullable=False),
        _text("facts", 2000),
        _text("effects", 2000),
        _text("measures", 2000),
        sa.Column("seen_from", sa.Date(), nullable=True),
        sa.Column("seen_until", sa.Date(), nullable=True),
        *_user("breach", "account_id"),
        sa.Column("alarm", sa.Integer(), nullable=False),
        sa.Column("authority", sa.String(length=32), nullable=True),
        _text("authority_reason", 1000),
        _moment("authority_told_at"),
        _text("authority_reference", 100),
        _text("late_reason", 1000),
        sa.Column("people", sa.String(length=32), nullable=True),
        _text("people_reason", 1000),
        _text("people_text", 2000),
        sa.Column("people_told_on", sa.Date(), nullable=True),
        *_user("breach", "entered_by", nullable=False),
        _moment("entered_at", nullable=False),
        *_user("breach", "closed_by"),
        _moment("closed_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breach")),
        sa.UniqueConstraint("number", name=op.f("uq_breach_number")),
    )
    op.create_index(op.f("ix_breach_region"), "breach", ["region"])
    op.create_index(op.f("ix_breach_status"), "breach", ["status"])


def _create_account_review() -> None:
    op.create_table(
        "account_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_user("account_review", "user_id", nullable=False),
        _text("role", 32),
        _text("outcome", 32),
        *_user("account_review", "reviewed_by", nullable=False),
        _moment("reviewed_at", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_review")),
    )
    op.create_index(op.f("ix_account_review_user_id"), "account_review", ["user_id"])
    for statement in KEEP[op.get_bind().dialect.name]:
        op.execute(statement)


def _create_processor() -> None:
    op.create_table(
        "processor",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("region", 32),
        _text("name", 200),
        _text("service", 300),
        _text("agreement", 100),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        _text("country", 2),
        _text("sub_processors", 1000),
        sa.Column("ended_on", sa.Date(), nullable=True),
        *_user("processor", "updated_by", nullable=False),
        _moment("updated_at", nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_processor")),
    )
    op.create_index(op.f("ix_processor_region"), "processor", ["region"])


def _create_setting_change() -> None:
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        _text("region", 32),
        _text("name", 60),
        _text("value", 200),
        _text("was", 200),
        _text("reason", 500),
        *_user("setting_change", "proposed_by", nullable=False),
        _moment("proposed_at", nullable=False),
        *_user("setting_change", "confirmed_by"),
        _moment("applied_at"),
        _moment("taken_back_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    op.create_index(op.f("ix_setting_change_region"), "setting_change", ["region"])


def _extend_controller_card() -> None:
    kind = "UUID" if op.get_bind().dialect.name == "postgresql" else "CHAR(32)"
    for name in ("dpia_entered_by", "dpia_confirmed_by"):
        op.execute(
            f"ALTER TABLE controller_card ADD COLUMN {name} {kind} "
            f"CONSTRAINT fk_controller_card_{name}_user_account REFERENCES user_account (id)"
        )
    op.add_column(
        "controller_card", sa.Column("dpia_advice", sa.String(length=1000), nullable=False, server_default="")
    )
    op.add_column("controller_card", _moment("dpia_confirmed_at"))
