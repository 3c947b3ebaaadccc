"""The database: SQLite on a laptop, PostgreSQL behind many replicas."""
