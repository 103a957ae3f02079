"""The engine of Lintas: everything that is not the web. docs/index.md draws the rooms and who may enter which."""
