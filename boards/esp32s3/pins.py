"""The wiring of an ESP32-S3 by GPIO number. Loading this puts the release pins at their safe level first of all.

Left alone: 0, 3, 45, 46 (strapping), 19, 20 (USB), 26-37 (flash and PSRAM), 43, 44 (console), 18 (high at power-on).
Clause: spec §7.
"""

from machine import Pin

RELEASE_ENTRY = 4
RELEASE_EXIT = 5
for _number in (RELEASE_ENTRY, RELEASE_EXIT):
    Pin(_number, Pin.OUT, value=0)

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
EMERGENCY = 11
SERVICE_JUMPER = 12
