"""The wiring of an OpenMV Cam RT1062 by name. Loading this puts the release lines at their safe level first of all.

Clause: spec §7.
"""

from machine import Pin

# Each line has its active level: 1 where a high level begins a pulse (trigger), allows one (clear) or releases (hold),
# 0 where a low one does. The safe level follows.
RELEASE_TRIGGER = "P0"
RELEASE_TRIGGER_ACTIVE = 1
RELEASE_CLEAR = "P1"
RELEASE_CLEAR_ACTIVE = 1
RELEASE_HOLD = "P2"
RELEASE_HOLD_ACTIVE = 1
RELEASE = (
    (RELEASE_TRIGGER, RELEASE_TRIGGER_ACTIVE),
    (RELEASE_CLEAR, RELEASE_CLEAR_ACTIVE),
    (RELEASE_HOLD, RELEASE_HOLD_ACTIVE),
)
for _pin, _active in RELEASE:
    Pin(_pin, Pin.OUT, value=1 - _active)

SERVICE_JUMPER = "P3"
I2C_SCL = "P4"
I2C_SDA = "P5"
LAMP_GREEN = "P6"
LAMP_RED = "P7"
BUZZER = "P8"
PASSAGE = "P9"
PASSAGE_ACTIVE = 1  # a person stands in it, or its wire is broken
EMERGENCY = "P10"
EMERGENCY_ACTIVE = 1  # an emergency, or its wire is broken
