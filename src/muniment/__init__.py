"""Muniment keeps a public body's records and runs its information governance."""
