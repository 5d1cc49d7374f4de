"""review accounts

Revision: 0013, after 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_breach()


def downgrade() -> None:
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
