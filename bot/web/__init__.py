"""The ports: what must be reachable from outside, and nothing else."""
