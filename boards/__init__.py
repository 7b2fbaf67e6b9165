"""Reader boards: their wiring, and how a terminal starts and is maintained on them."""
