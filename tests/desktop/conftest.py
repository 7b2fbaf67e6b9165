"""What several files of tests here are given."""

import pytest

from hal.desktop.virtual_camera import VirtualCamera
from tests.rig.page import served


@pytest.fixture(scope="module")
def site():
    """(what its gate loop reports, port) of a page that is served."""
    with served() as (seen, port):
        yield seen, port


@pytest.fixture
def camera():
    """An open camera in front of a scene that a test draws."""
    camera = VirtualCamera(seed=7)
    camera.open()
    yield camera
    camera.close()
