"""Checks of decision tables before anybody decides by them: overlaps, gaps, rules that never decide."""

from engine.dmn.checks.columns import Reads
from engine.dmn.checks.coverage import Steps
from engine.dmn.checks.tables import check_table

__all__ = ["Reads", "Steps", "check_table"]
