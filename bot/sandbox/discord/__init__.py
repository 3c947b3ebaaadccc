"""A Discord that refuses what Discord refuses."""
