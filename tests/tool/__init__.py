"""Tools that check the project or write its documentation."""
