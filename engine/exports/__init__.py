"""Lists as files: what a person sees in pages, all of it, for a spreadsheet."""
