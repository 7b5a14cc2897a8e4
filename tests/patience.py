"""How long tests wait for another process, a server or a thread before they say that it will not
come. It is no measure of how fast something is: on a busy machine all of them are slow, and a test
that goes well never waits so long."""

PATIENCE = 180.0  # seconds
