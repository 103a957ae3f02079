"""Names that nobody else's message may have: by such messages Lintas starts processes, once for each signal or time."""

SIGNAL, TIMER, CONDITION = "signal:", "timer:", "condition:"
"""Begin the names of messages by which signals, times and conditions start processes."""
RESERVED = (SIGNAL, TIMER, CONDITION)
