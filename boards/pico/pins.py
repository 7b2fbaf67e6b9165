"""The wiring of a Pico by GPIO number. Loading this puts the release pins at their safe level first of all.

Clause: spec §7. The README of this folder has the table for people.
"""

from machine import Pin

# Each contact has its active level: 1 where a high level releases, 0 where a low one does. The safe level follows.
RELEASE_ENTRY = 10
RELEASE_ENTRY_ACTIVE = 1
RELEASE_EXIT = 11
RELEASE_EXIT_ACTIVE = 1
RELEASE = ((RELEASE_ENTRY, RELEASE_ENTRY_ACTIVE), (RELEASE_EXIT, RELEASE_EXIT_ACTIVE))
for _pin, _active in RELEASE:
    Pin(_pin, Pin.OUT, value=1 - _active)

SCANNER_UART = 0
SCANNER_TX = 0
SCANNER_RX = 1
I2C = 0
I2C_SDA = 4
I2C_SCL = 5
LAMP_GREEN = 12
LAMP_RED = 13
LAMP_AMBER = 14
BUZZER = 15
PASSAGE = 16
PASSAGE_ACTIVE = 1  # a person stands in it, or its wire is broken
EMERGENCY = 17
EMERGENCY_ACTIVE = 1  # an emergency, or its wire is broken
SERVICE_JUMPER = 18

# State machines of the programmable IO.
MACHINE_ENTRY = 0
MACHINE_EXIT = 1
