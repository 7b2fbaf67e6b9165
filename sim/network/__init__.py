"""Lines, stations, gates, the way to the acquirer and its books, in one virtual time (docs/network.md)."""
