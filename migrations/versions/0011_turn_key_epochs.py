"""turn key epochs: the view log held to its days, and nothing written about who was erased

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

APPEND_ONLY = {"view_anchor": "day = NEW.day", "released_views": "day = NEW.day"}
RELEASED = "EXISTS (SELECT 1 FROM released_views WHERE position >= OLD.position)"
EMPTIED = (  # columns of a candidate that stay as empty as an erasure left them
    "name_sealed", "address_sealed", "contact_sealed", "group_sealed", "birth_check", "email_index", "fingerprint",
)  # fmt: skip
WRITTEN = "OLD.erased_at IS NOT NULL AND ({})".format(
    " OR ".join(f"(NEW.{column} IS NOT NULL AND OLD.{column} IS NULL)" for column in EMPTIED)
)


def _refusal(name: str, table: str, moment: str, when: str, words: str) -> str:
    return f"CREATE TRIGGER {name} {moment} ON {table} WHEN {when} BEGIN SELECT RAISE(ABORT, '{words}'); END"


def _on_sqlite() -> list[str]:
    statements = [
        "DROP TRIGGER view_log_no_delete",
        _refusal("view_log_no_delete", "view_log", "BEFORE DELETE", f"NOT {RELEASED}", "view_log is append-only"),
        _refusal("candidate_stays_erased", "candidate", "BEFORE UPDATE", WRITTEN, "candidate was erased"),
    ]
    for table, same in APPEND_ONLY.items():
        words, there = f"{table} is kept", f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own tables
        statements += [
            _refusal(f"{table}_no_update", table, "BEFORE UPDATE", "TRUE", words),
            _refusal(f"{table}_no_delete", table, "BEFORE DELETE", "TRUE", words),
            _refusal(f"{table}_no_replace", table, "BEFORE INSERT", there, words),
        ]
    return statements


def _function(name: str, condition: str, words: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{words}'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )


def _on_postgresql() -> list[str]:
    statements = [
        _function("refuse_unreleased_view", f"TG_OP = 'UPDATE' OR NOT {RELEASED}", "view_log is append-only"),
        _function("refuse_erased", WRITTEN, "candidate was erased"),
        "CREATE OR REPLACE TRIGGER view_log_no_change BEFORE UPDATE OR DELETE ON view_log "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unreleased_view()",
        "CREATE TRIGGER candidate_stays_erased BEFORE UPDATE ON candidate "
        "FOR EACH ROW EXECUTE FUNCTION refuse_erased()",
    ]
    for table in APPEND_ONLY:
        statements += [
            _function(f"keep_{table}", "TRUE", f"{table} is kept"),
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()",
        ]
    return statements


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def upgrade() -> None:
    op.create_table(
        "view_anchor",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("previous_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_view_anchor")),
    )
    op.create_table(
        "released_views",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["day"], ["view_anchor.day"], name=op.f("fk_released_views_day")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_released_views")),
    )
    for statement in _on_sqlite() if _is_sqlite() else _on_postgresql():
        op.execute(statement)


def downgrade() -> None:
    if _is_sqlite():
        op.execute("DROP TRIGGER candidate_stays_erased")
        op.execute("DROP TRIGGER view_log_no_delete")
        op.execute(
            "CREATE TRIGGER view_log_no_delete BEFORE DELETE ON view_log "
            "BEGIN SELECT RAISE(ABORT, 'view_log is append-only'); END"
        )
    else:
        op.execute("DROP TRIGGER candidate_stays_erased ON candidate")
        op.execute(
            "CREATE OR REPLACE TRIGGER view_log_no_change BEFORE UPDATE OR DELETE ON view_log "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
    op.drop_table("released_views")
    op.drop_table("view_anchor")
    if not _is_sqlite():
        for name in ("refuse_unreleased_view", "refuse_erased", "keep_view_anchor", "keep_released_views"):
            op.execute(f"DROP FUNCTION {name}()")
