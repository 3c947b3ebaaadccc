"""The web port: what must be reachable from outside, and nothing else."""
