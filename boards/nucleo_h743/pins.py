"""The wiring of a NUCLEO-H743ZI(2) by pin. Loading this puts the release pins at their safe level first of all.

Left alone: what the board uses for Ethernet, USB, its console (USART3) and its LEDs. Inputs that interrupt have
different numbers: the STM32 has one interrupt line a number, whatever the port.
Clause: spec §7.
"""

from machine import Pin

# Each contact has its active level: 1 where a high level releases, 0 where a low one does. The safe level follows.
RELEASE_ENTRY = "B8"  # D15
RELEASE_ENTRY_ACTIVE = 1
RELEASE_EXIT = "B9"  # D14
RELEASE_EXIT_ACTIVE = 1
RELEASE = ((RELEASE_ENTRY, RELEASE_ENTRY_ACTIVE), (RELEASE_EXIT, RELEASE_EXIT_ACTIVE))
for _pin, _active in RELEASE:
    Pin(_pin, Pin.OUT, value=1 - _active)
RELEASE_ALTERNATE = 1  # AF1: TIM16_CH1 on PB8, TIM17_CH1 on PB9

SCANNER_UART = 2  # TX PD5 (D53), RX PD6 (D52)
I2C = 2  # SCL PF1 (D69), SDA PF0 (D68)
LAMP_GREEN = "D11"  # D30
LAMP_RED = "D12"  # D29
LAMP_AMBER = "D13"  # D28
BUZZER = "E13"  # D3, TIM1_CH3
PASSAGE = "E14"  # D4
PASSAGE_ACTIVE = 1  # a person stands in it, or its wire is broken
EMERGENCY = "E11"  # D5
EMERGENCY_ACTIVE = 1  # an emergency, or its wire is broken
SERVICE_JUMPER = "F3"  # D8
