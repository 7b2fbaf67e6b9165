"""Files of a simulation: a gate's power is cut here, the computer's is not, so nothing waits for the disk."""


class _Unsynced:
    """See `hal.desktop.durable.Disk`."""

    def sync(self, fd: int) -> None:
        """See `Disk`."""

    def sync_folder(self, path: str) -> None:
        """See `Disk`."""


unsynced = _Unsynced()
