"""How close operators bind (DMN 10.3.1.2); powers are worked from left to right as all others."""

COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
OR, AND, COMPARISON, ADDITION, MULTIPLICATION, POWER = range(1, 7)
RANKS = {
    "or": OR,
    "and": AND,
    **dict.fromkeys((*COMPARISONS, "between", "in"), COMPARISON),
    **dict.fromkeys(("+", "-"), ADDITION),
    **dict.fromkeys(("*", "/"), MULTIPLICATION),
    "**": POWER,
}
