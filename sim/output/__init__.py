"""Output for people in a terminal window: styled text, tables, a bar during long work."""
