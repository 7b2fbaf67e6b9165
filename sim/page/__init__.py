"""The page of `ridegate run`: a gate in real time, and a browser to look at it."""
