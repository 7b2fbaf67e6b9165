"""Functions that a terminal calls at its start alone: dropped behind it, as boards/loaded.py drops whole modules.

Together they are as large as the replay memory of a small board. A terminal that fails restarts, so none of them is
called again; a command of the operator behind a start, whole or interrupted, loads its modules anew (`loaded.anew`).
"""

import sys

# Module -> its functions, and those of its classes. One that a board does not load is passed over.
BEFORE_THE_JOURNAL = (  # engine, devices, trust lists, clock, and what a service session alone calls
    ("boards.start", "service_mode Terminal.__init__ Terminal.enter_service"),
    ("boards.opening", "_identity _config _lane_begun _prove"),
    ("boards.state", "build parse_identity State.identity State.write_identity"),
    ("boards.port.wiring", "Wiring.emergency Wiring.jumper_closed Wiring.watchdog Wiring.source Wiring.panel"),
    ("boards.port.wiring", "Wiring._i2c"),
    ("boards.port.rp2", "Rp2.relay Rp2.scanner Rp2._i2c"),
    ("boards.port.esp32", "Esp32.relay Esp32.scanner Esp32._i2c"),
    ("boards.port.stm32", "Stm32.relay Stm32.scanner Stm32._i2c"),
    ("boards.port.mimxrt", "OpenMv.relay OpenMv.scanner OpenMv._i2c"),
    ("boards.trust_store", "TrustStore.__init__ TrustStore.open TrustStore.look TrustStore.verified"),
    ("boards.trust_store", "TrustStore._unusable TrustStore.settled"),
    ("boards.trust_counter", "begin in_force_from parse"),
    ("boards.clock_store", "_parse ClockStore.__init__ ClockStore.open ClockStore.start ClockStore.set"),
    ("boards.clock_store", "ClockStore.apply ClockStore.new_nonce ClockStore._step"),
    ("boards.journal_store", "capacity_rides"),
    ("hal.engine.machine", "Machine.__init__"),
    ("hal.micropython.clock", "Clock.__init__ Clock.start Clock.lower_floor Clock.allow Clock.possible"),
    ("hal.micropython.clock", "Clock.offset_s Clock.set_source"),
    ("hal.micropython.ds3231", "Ds3231.set"),
    ("hal.micropython.dma_port", "DmaPort.__init__ _aligned"),
    ("hal.micropython.ssd1306", "Ssd1306.__init__"),
    ("hal.scanner.module", "ScannerModule.__init__ ScannerModule.setup ScannerModule.transparency"),
    ("hal.scanner.line", "ModuleLine.__init__"),
    ("terminal.journal", "Journal.acknowledge"),
    ("terminal.signed", "verified check_fields key_id"),
    ("terminal.snapshot", "open_snapshot Snapshot.__init__"),
    ("terminal.trust", "open_list TrustList.__init__"),
)
BEHIND_A_START = (  # the rest
    ("boards.start", "Terminal.start"),
    ("boards.state", "started_by State.notes"),
    ("boards.port.wiring", "Wiring.sensor"),
    ("boards.clock_store", "ClockStore.opened ClockStore.told"),
    ("boards.journal_store", "segments_max make hours opening segments set_aside Audit.__init__"),
    ("boards.preparation", "recall _recall"),
    ("hal.micropython.clock", "Clock.raise_floor"),
    ("hal.micropython.store", "FlashSegments.__init__ FlashSegments.open FlashSegments.set_aside FlashCell.read"),
    ("terminal.history", "History.__init__"),
    ("terminal.journal", "Journal.__init__ Journal.open"),
    ("terminal.run", "Loop.__init__"),
)


def forget(names: tuple[tuple[str, str], ...]) -> None:
    """Drop these functions. Trap: a terminal must not be started again in the same run of the program."""
    for name, functions in names:
        module = sys.modules.get(name)
        if module is not None:
            for each in functions.split():
                path = each.split(".")
                holder = getattr(module, path[0]) if len(path) > 1 else module
                setattr(holder, path[-1], None)  # the value of a name that is deleted would stay in memory
