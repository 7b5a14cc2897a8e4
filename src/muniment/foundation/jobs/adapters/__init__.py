"""The queue that wakes workers, and the worker itself."""
