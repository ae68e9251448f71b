"""Alembic's environment: it runs the migrations on the connection that `engine.migrate` passes."""

from alembic import context

from app.database.engine import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
