"""what a school's week said, and what people do not want to hear of it

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

from storage.columns import Day

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

QUIET = ("quiet_team", "quiet_registration")


def upgrade() -> None:
    op.create_table(
        "week_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("on", Day(), nullable=False),
        sa.Column("kind", sqlmodel.AutoString(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("what", sqlmodel.AutoString(), nullable=False),
        sa.Column("detail", sqlmodel.AutoString(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("other_count", sa.Integer(), nullable=False),
        sa.Column("other_of", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_week_line_school_id_school")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_week_line")),
    )
    op.create_index("ix_week_line_school_id_on", "week_line", ["school_id", "on"])
    op.create_index(op.f("ix_week_line_pupil_id"), "week_line", ["pupil_id"])
    with op.batch_alter_table("staff", schema=None) as batch_op:
        for name in QUIET:
            batch_op.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("staff", schema=None) as batch_op:
        for name in QUIET:
            batch_op.drop_column(name)
    op.drop_table("week_line")
