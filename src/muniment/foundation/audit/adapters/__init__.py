"""The log's dealings with files and with the database's own guards."""
