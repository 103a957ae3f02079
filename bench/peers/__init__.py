"""Lintas beside other engines: the same process, on this machine, in one run."""
