"""Ids and values in the words of the domain, on nothing but the standard library."""
