"""The pages: a module per screen. Everything works without JavaScript."""
