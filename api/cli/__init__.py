"""The `lintas` command."""
