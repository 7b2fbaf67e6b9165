"""SM2 and SM3 for boards: one machine that runs formulas, and for each processor the code that makes it fast."""
