"""Commands: one file a verb, with its arguments and what it prints; the table of verbs is in `cli`."""
