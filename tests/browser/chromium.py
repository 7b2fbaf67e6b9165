"""The browser under test: the Chromium of the system, with such cameras as a test wants. The one that has no windows
takes half of the processor's time.
"""

import os
import shutil
from contextlib import contextmanager

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MISSING = (
    f"no browser: none of {', '.join(NAMES)} on the PATH"
    " (on Debian: apt-get install chromium-headless-shell fonts-noto-cjk)"
)

WAIT_S = 120.0  # for the browser and whatever a page shall show: a hang, not a slow machine

# Whatever is tried, nothing leaves.
_NOWHERE = "--host-resolver-rules=MAP gate.test 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# One process for all pages; each would begin two, one of them for the empty page it opens with.
_ONE_PROCESS = ("--renderer-process-limit=1", "--disable-site-isolation-trials")
NO_CAMERA = ("--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream")
REFUSED = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny")


def path():
    """Where the browser is; None without one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def playing(film):
    """The arguments of a browser whose camera shows this film, over and over, and may be used without asking."""
    return (
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )


@contextmanager
def launched(playwright, cameras=NO_CAMERA):
    """A headless browser. Its own sandbox needs what a container does not give to root."""
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments = [*sandbox, "--disable-dev-shm-usage", "--force-color-profile=srgb", _NOWHERE, *_ONE_PROCESS, *cameras]
    browser = playwright.chromium.launch(executable_path=path(), args=arguments, timeout=WAIT_S * 1000)
    try:
        yield browser
    finally:
        browser.close()
