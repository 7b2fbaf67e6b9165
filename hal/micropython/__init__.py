"""Devices of reader boards, over the stock `machine` module. Their pins are handed in: nothing here names one."""
