"""Alembic runs this on the connection that `bot.storage.migrate` hands it."""

from alembic import context

from bot.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
    user_module_prefix="",
)
context.run_migrations()
