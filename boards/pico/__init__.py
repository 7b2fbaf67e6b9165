"""A Raspberry Pi Pico (RP2040)."""
