"""Card readers as programs meet them, with test cards in their fields."""
