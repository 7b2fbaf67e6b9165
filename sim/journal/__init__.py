"""A terminal's journal on a laptop: pulled, read, checked, handed to the acquirer, acknowledged."""
