"""Pure decisions on backups: what a manifest says, what is old, what stands in the way."""
