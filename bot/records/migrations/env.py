"""Run by Alembic: applies the migrations on the connection that `upgrade_database` opened."""

from alembic import context

from bot.records.models import Record

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Record.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
