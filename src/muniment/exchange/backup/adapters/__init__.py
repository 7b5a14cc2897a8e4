"""The backup folder, the databases' own programs, and the process that works on a copy."""
