"""reach people on paper

Revision: 0014, after 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "notice_translation"
REFUSED = f"WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, '{TABLE} is kept'); END"
KEEP = {
    "sqlite": (
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {REFUSED}",
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {REFUSED}",
    ),
    "postgresql": (
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_published()",
    ),
}


def upgrade() -> None:
    op.add_column("letter", sa.Column("sealed", sa.LargeBinary(), nullable=True))
    op.add_column("refusal", sa.Column("person_index", sa.LargeBinary(length=32), nullable=True))
    _entered_renewal()
    _notice_translation()


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_table("entered_renewal")
    for table, column in (("refusal", "person_index"), ("letter", "sealed")):
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)


def _user(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}_user_account"))


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _entered_renewal() -> None:
    op.create_table(
        "entered_renewal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("c1", sa.Boolean(), nullable=False),
        sa.Column("c2", sa.Boolean(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("representative_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        _moment("entered_at"),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        _moment("confirmed_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["consent_request.id"], name=op.f("fk_entered_renewal_request_id_consent_request")
        ),
        _user("entered_renewal", "entered_by"),
        _user("entered_renewal", "confirmed_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entered_renewal")),
        sa.UniqueConstraint("request_id", "notice_version", name=op.f("uq_entered_renewal_request_id_notice_version")),
    )


def _notice_translation() -> None:
    op.create_table(
        TABLE,
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reviewed_by", sa.String(length=100), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        _moment("proposed_at"),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        _moment("published_at", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        _user(TABLE, "proposed_by"),
        _user(TABLE, "published_by"),
        sa.PrimaryKeyConstraint("notice_version", "language", name=op.f("pk_notice_translation")),
    )
    for statement in KEEP[op.get_bind().dialect.name]:
        op.execute(statement)
