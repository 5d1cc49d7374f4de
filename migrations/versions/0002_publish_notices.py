"""publish notices

Revision: 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = {  # table: what tells that a row is there already
    "ledger_anchor": "day = NEW.day",
    "anchored_head": "day = NEW.day AND request_id = NEW.request_id",
    "released_chain": "request_id = NEW.request_id",
}
RELEASED = "EXISTS (SELECT 1 FROM released_chain WHERE request_id = OLD.request_id)"
PUBLISHED = (
    "EXISTS (SELECT 1 FROM notice_publication WHERE notice_version = {row}.notice_version AND published_at IS NOT NULL)"
)


def _sqlite_refusal(name: str, table: str, moment: str, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} {moment} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{table} is kept'); END"


def _on_sqlite() -> list[str]:
    statements = [
        "DROP TRIGGER consent_event_no_delete",
        _sqlite_refusal("consent_event_no_delete", "consent_event", "BEFORE DELETE", f"NOT {RELEASED}"),
        _sqlite_refusal("served_text_no_update", "served_text", "BEFORE UPDATE"),
        _sqlite_refusal(
            "notice_publication_no_update", "notice_publication", "BEFORE UPDATE", "OLD.published_at IS NOT NULL"
        ),
        _sqlite_refusal(
            "notice_publication_no_delete", "notice_publication", "BEFORE DELETE", "OLD.published_at IS NOT NULL"
        ),
        _sqlite_refusal("notice_text_no_update", "notice_text", "BEFORE UPDATE"),
        _sqlite_refusal("notice_text_no_delete", "notice_text", "BEFORE DELETE", PUBLISHED.format(row="OLD")),
    ]
    for table, same in APPEND_ONLY.items():
        statements += [
            _sqlite_refusal(f"{table}_no_update", table, "BEFORE UPDATE"),
            _sqlite_refusal(f"{table}_no_delete", table, "BEFORE DELETE"),
            _sqlite_refusal(
                f"{table}_no_replace",
                table,
                "BEFORE INSERT",
                f"EXISTS (SELECT 1 FROM {table} WHERE {same})",  # noqa: S608 - names of our own tables
            ),
        ]
    return statements


def _postgresql_function(name: str, condition: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '%% is kept', TG_TABLE_NAME; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )


def _postgresql_trigger(name: str, table: str, moment: str, function: str) -> str:
    level = "STATEMENT" if "TRUNCATE" in moment else "ROW"
    return f"CREATE TRIGGER {name} {moment} ON {table} FOR EACH {level} EXECUTE FUNCTION {function}()"


def _on_postgresql() -> list[str]:
    statements = [
        _postgresql_function("refuse_unreleased", f"NOT {RELEASED}"),
        _postgresql_function("refuse_published", "OLD.published_at IS NOT NULL"),
        _postgresql_function("refuse_published_text", PUBLISHED.format(row="OLD")),
        "DROP TRIGGER consent_event_no_change ON consent_event",
        _postgresql_trigger("consent_event_no_update", "consent_event", "BEFORE UPDATE", "refuse_change"),
        _postgresql_trigger("consent_event_no_delete", "consent_event", "BEFORE DELETE", "refuse_unreleased"),
        _postgresql_trigger("served_text_no_update", "served_text", "BEFORE UPDATE", "refuse_change"),
        _postgresql_trigger(
            "notice_publication_no_change", "notice_publication", "BEFORE UPDATE OR DELETE", "refuse_published"
        ),
        _postgresql_trigger("notice_text_no_update", "notice_text", "BEFORE UPDATE", "refuse_change"),
        _postgresql_trigger("notice_text_no_delete", "notice_text", "BEFORE DELETE", "refuse_published_text"),
    ]
    for table in APPEND_ONLY:
        statements += [
            _postgresql_trigger(f"{table}_no_change", table, "BEFORE UPDATE OR DELETE", "refuse_change"),
            _postgresql_trigger(f"{table}_no_truncate", table, "BEFORE TRUNCATE", "refuse_change"),
        ]
    return statements


def upgrade() -> None:
    op.create_table(
        "notice_publication",
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("material", sa.Boolean(), nullable=False),
        sa.Column("protocol_edition", sa.String(length=20), nullable=False),
        sa.Column("grounds_sha256", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["proposed_by"], ["user_account.id"], name=op.f("fk_notice_publication_proposed_by")),
        sa.ForeignKeyConstraint(["published_by"], ["user_account.id"], name=op.f("fk_notice_publication_published_by")),
        sa.PrimaryKeyConstraint("notice_version", name=op.f("pk_notice_publication")),
    )
    op.create_table(
        "notice_text",
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reviewed_by", sa.String(length=100), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_version"], ["notice_publication.notice_version"], name=op.f("fk_notice_text_notice_version")
        ),
        sa.PrimaryKeyConstraint("notice_version", "language", name=op.f("pk_notice_text")),
    )
    op.create_table(
        "announcement",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("notice_version", sa.String(length=20), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("renew_by", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_version"], ["notice_publication.notice_version"], name=op.f("fk_announcement_notice_version")
        ),
        sa.ForeignKeyConstraint(["request_id"], ["consent_request.id"], name=op.f("fk_announcement_request_id")),
        sa.PrimaryKeyConstraint("request_id", "notice_version", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_notice_version"), "announcement", ["notice_version"])
    op.create_table(
        "served_text",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["consent_request.id"], name=op.f("fk_served_text_request_id")),
        sa.PrimaryKeyConstraint("request_id", "sha256", name=op.f("pk_served_text")),
    )
    op.create_table(
        "ledger_anchor",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chains", sa.Integer(), nullable=False),
        sa.Column("previous_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_ledger_anchor")),
    )
    op.create_table(
        "anchored_head",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["ledger_anchor.day"], name=op.f("fk_anchored_head_day")),
        sa.PrimaryKeyConstraint("day", "request_id", name=op.f("pk_anchored_head")),
    )
    op.create_table(
        "released_chain",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("destruction_id", sa.Uuid(), nullable=False),
        sa.Column("chain_length", sa.Integer(), nullable=False),
        sa.Column("chain_head", sa.String(length=64), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_released_chain")),
    )
    op.add_column("consent_request", sa.Column("informed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice_served", sa.Column("text_sha256", sa.String(length=64), nullable=False, server_default=""))
    connection = op.get_bind()
    for statement in _on_sqlite() if connection.dialect.name == "sqlite" else _on_postgresql():
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER consent_event_no_delete")
        connection.exec_driver_sql(_sqlite_refusal("consent_event_no_delete", "consent_event", "BEFORE DELETE"))
    else:
        connection.exec_driver_sql("DROP TRIGGER consent_event_no_update ON consent_event")
        connection.exec_driver_sql("DROP TRIGGER consent_event_no_delete ON consent_event")
        connection.exec_driver_sql(
            _postgresql_trigger("consent_event_no_change", "consent_event", "BEFORE UPDATE OR DELETE", "refuse_change")
        )
    with op.batch_alter_table("notice_served") as batch:
        batch.drop_column("text_sha256")
    with op.batch_alter_table("consent_request") as batch:
        batch.drop_column("informed_at")
    for table in (
        "released_chain", "anchored_head", "ledger_anchor", "served_text", "announcement", "notice_text",
        "notice_publication",
    ):  # fmt: skip
        op.drop_table(table)
    if connection.dialect.name == "postgresql":
        for function in ("refuse_unreleased", "refuse_published", "refuse_published_text"):
            connection.exec_driver_sql(f"DROP FUNCTION {function}()")
