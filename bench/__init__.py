"""Benchmarks: what the system promises, measured on data of the promised size."""
