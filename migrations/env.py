"""Run the migrations against the database whose URL the caller hands over, as its owner."""

import sqlalchemy as sa
from alembic import context

from app import tables


def run() -> None:
    """Upgrade or downgrade over one connection, in one transaction."""
    url = context.config.attributes["url"]
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=tables.metadata,
            compare_type=True,
            transaction_per_migration=False,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
