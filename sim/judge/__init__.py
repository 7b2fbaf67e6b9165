"""One payload, one answer: the checks of a terminal on either runtime."""
