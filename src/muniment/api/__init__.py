"""The REST API: the same verbs as the pages and the command line, for programs."""
