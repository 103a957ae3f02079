"""Bundles: the files of a process that are deployed together; reading and checking them."""
