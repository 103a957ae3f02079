"""Which language a text in a model is written in, and whether it is executed here."""
