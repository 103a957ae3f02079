"""The built-in functions of FEEL, a module for each family of DMN 1.5, 10.3.4."""

from engine.feel.builtins import contexts, conversion, lists, numeric, ranges, strings, temporal
from engine.feel.builtins.registry import BUILTINS, Builtin

__all__ = ["BUILTINS", "Builtin", "contexts", "conversion", "lists", "numeric", "ranges", "strings", "temporal"]
