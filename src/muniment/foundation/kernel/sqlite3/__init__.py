"""Django's backend for SQLite, with a fair wait for who may write."""
