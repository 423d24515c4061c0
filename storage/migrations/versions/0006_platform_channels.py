"""channels linked to a platform, and finding a message by what the platform calls it

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

POSTED = sa.text("platform_id != ''")


def upgrade() -> None:
    op.create_table(
        "platform_channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("platform", sqlmodel.AutoString(), nullable=False),
        sa.Column("channel", sqlmodel.AutoString(), nullable=False),
        sa.Column("conversation", storage.columns.Secret(), nullable=False),
        sa.Column("linked_at", storage.columns.Moment(), nullable=False),
        sa.Column("linked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["linked_by"], ["staff.id"], name=op.f("fk_platform_channel_linked_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_channel")),
        sa.UniqueConstraint("platform", "channel", name=op.f("uq_platform_channel_platform_channel")),
    )
    op.create_index(
        "ix_outbox_platform_id",
        "outbox",
        ["platform_id"],
        sqlite_where=POSTED,
        postgresql_where=POSTED,
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_platform_id", "outbox", sqlite_where=POSTED, postgresql_where=POSTED)
    op.drop_table("platform_channel")
