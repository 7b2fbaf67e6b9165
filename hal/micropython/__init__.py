"""Devices of reader boards, over the stock `machine` module. What they drive is handed in: nothing here names a pin."""
