"""The wiring of an OpenMV Cam RT1062 by name. Loading this puts the release lines at their safe level first of all.

Clause: spec §7.
"""

from machine import Pin

RELEASE_TRIGGER = "P0"
RELEASE_CLEAR = "P1"
RELEASE_HOLD = "P2"
for _name in (RELEASE_TRIGGER, RELEASE_CLEAR, RELEASE_HOLD):
    Pin(_name, Pin.OUT, value=0)

SERVICE_JUMPER = "P3"
I2C_SCL = "P4"
I2C_SDA = "P5"
LAMP_GREEN = "P6"
LAMP_RED = "P7"
BUZZER = "P8"
PASSAGE = "P9"
EMERGENCY = "P10"
