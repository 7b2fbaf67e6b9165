"""Tools that check or write documentation."""
