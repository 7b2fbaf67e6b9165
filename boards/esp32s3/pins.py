"""The wiring of an ESP32-S3 by GPIO number. Loading this puts the release pins at their safe level first of all.

Left alone: 0, 3, 45, 46 (strapping), 19, 20 (USB), 26-37 (flash and PSRAM), 43, 44 (console), 18 (high at power-on).
Clause: spec §7.
"""

from machine import Pin

# Each contact has its active level: 1 where a high level releases, 0 where a low one does. The safe level follows.
RELEASE_ENTRY = 4
RELEASE_ENTRY_ACTIVE = 1
RELEASE_EXIT = 5
RELEASE_EXIT_ACTIVE = 1
RELEASE = ((RELEASE_ENTRY, RELEASE_ENTRY_ACTIVE), (RELEASE_EXIT, RELEASE_EXIT_ACTIVE))
for _pin, _active in RELEASE:
    Pin(_pin, Pin.OUT, value=1 - _active)

SCANNER_UART = 1
SCANNER_TX = 17
SCANNER_RX = 14
I2C = 0
I2C_SDA = 8
I2C_SCL = 9
LAMP_GREEN = 6
LAMP_RED = 7
LAMP_AMBER = 15
BUZZER = 16
PASSAGE = 10
PASSAGE_ACTIVE = 1  # a person stands in it, or its wire is broken
EMERGENCY = 11
EMERGENCY_ACTIVE = 1  # an emergency, or its wire is broken
SERVICE_JUMPER = 12
