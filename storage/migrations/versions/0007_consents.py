"""what guardians have agreed to in writing: with whom, about what, until when

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import storage.columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pupil_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("with_whom", storage.columns.Secret(), nullable=False),
        sa.Column("about", storage.columns.Secret(), nullable=False),
        sa.Column("until", storage.columns.Day(), nullable=False),
        sa.Column("registered_by", sqlmodel.AutoString(), nullable=False),
        sa.Column("registered_at", storage.columns.Moment(), nullable=False),
        sa.Column("withdrawn_on", storage.columns.Day(), nullable=True),
        sa.Column("withdrawn_by", sqlmodel.AutoString(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_consent_case_id_case")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name=op.f("fk_consent_pupil_id_pupil")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["guide_session.id"], name=op.f("fk_consent_session_id_guide_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("session_id", name=op.f("uq_consent_session_id")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_pupil_id"), ["pupil_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_pupil_id"))
        batch_op.drop_index(batch_op.f("ix_consent_case_id"))
    op.drop_table("consent")
