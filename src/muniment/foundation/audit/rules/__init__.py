"""Pure rules of the log: canonical text, the Merkle tree, signed notes."""
