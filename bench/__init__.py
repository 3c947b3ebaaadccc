"""Benchmarks: each figure is a ratio to a baseline that the same run measures."""
