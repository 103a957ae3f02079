"""Measurements whose figures stand in docs/measurements.md. `make bench` runs them all."""
