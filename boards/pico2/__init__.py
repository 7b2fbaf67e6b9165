"""A Raspberry Pi Pico 2 (RP2350)."""
