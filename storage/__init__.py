"""The database and the file store; SQLite and PostgreSQL through SQLAlchemy."""
