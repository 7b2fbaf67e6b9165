"""Reader boards: what is wired to which pin, and how a terminal starts and is looked after on them."""
