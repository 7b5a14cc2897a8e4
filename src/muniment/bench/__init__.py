"""Measures speed, each figure beside what this machine can do at all in the same run."""
