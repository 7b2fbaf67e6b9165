"""What a board is built for. `ridegate build` writes this module into an image, out of the board's manifest.toml."""

STATE: str  # the folder of its state
SCANNERS: tuple[str, ...]  # names of hal/scanner/model.py
PULSE_MS: int  # the only release pulse it can give; 0 for any
HISTORY_MAX: int  # codes in the replay memory
TRIPS_MAX: int  # accounts whose trips are kept; 0: none
ASKING_HISTORY_MAX: int  # codes in the replay memory beside eligibility; left out where there is no memory for it
NETWORK: bool  # it has a WLAN over which a station computer is asked; left out where it has none
IMAGES_MORE: int  # bytes that two images may have beyond 448 KB each; left out where they do not
TRUST_MAX_BYTES: int  # one trust list
WATCHDOG_MS: int
RECEIVED_BYTES: int  # of the scanner's line that wait to be read
