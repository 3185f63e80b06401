"""Benchmarks: every figure in the README and the docs is made by a command in here."""
