"""Trust lists, snapshots and images to the terminals of a fleet, and the proof that they arrived (docs/depot.md)."""
