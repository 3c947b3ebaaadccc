"""The services are the use cases; they know the core and the ports only."""
