"""When evidence was had, tallies of how looks end, looks that failed by our own fault, and feed subscriptions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Evidence of before was had when its look ended, as nearly as anybody knows."""
    op.add_column("screenings", sa.Column("ours", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("evidence", sa.Column("at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE evidence SET at = COALESCE("
        "(SELECT finished_at FROM screenings WHERE screenings.id = evidence.screening_id), CURRENT_TIMESTAMP)"
    )
    with op.batch_alter_table("evidence") as batch:
        batch.alter_column("at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index("ix_evidence_at", "evidence", ["at"], unique=False)
    op.create_table(
        "tallies",
        sa.Column("collector", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("collector", "outcome", "cause", name="pk_tallies"),
    )
    op.create_table(
        "feeds",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("format", sa.String(length=64), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("max_age_seconds", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_feeds"),
    )


def downgrade() -> None:
    """Forget them."""
    op.drop_table("feeds")
    op.drop_table("tallies")
    op.drop_index("ix_evidence_at", table_name="evidence")
    with op.batch_alter_table("evidence") as batch:
        batch.drop_column("at")
    op.drop_column("screenings", "ours")
