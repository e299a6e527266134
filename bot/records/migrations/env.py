"""Run by Alembic: applies the migrations on the connection that `upgrade_database` opened."""

from alembic import context

import bot.records.models  # noqa: F401 - makes the tables known to Record
from bot.records.base import Record

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Record.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
