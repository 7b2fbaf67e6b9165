"""The wiring of a Pico 2 by GPIO number. Loading this puts the release pins at their safe level first of all.

Clause: spec §7. The README of this folder has the table for people.
"""

from machine import Pin

RELEASE_ENTRY = 10
RELEASE_EXIT = 11
for _number in (RELEASE_ENTRY, RELEASE_EXIT):
    Pin(_number, Pin.OUT, value=0)

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
EMERGENCY = 17
SERVICE_JUMPER = 18

# State machines of the programmable IO.
MACHINE_ENTRY = 0
MACHINE_EXIT = 1
