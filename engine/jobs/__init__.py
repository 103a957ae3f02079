"""Running work later: each job wakes one command."""
