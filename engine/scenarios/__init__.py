"""Scenarios: stories in YAML that play a bundle through from start to end, for designers and tests."""
