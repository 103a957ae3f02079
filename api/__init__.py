"""The doors of Lintas: pages, REST, command line. No business rule lives here."""
