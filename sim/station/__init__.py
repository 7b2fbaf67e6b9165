"""A station: gates side by side, the computer that joins them, and the people of one morning who walk through."""
