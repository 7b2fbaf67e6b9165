"""network.toml: what is wrong is named, nothing of a value is shown, and a board without a network takes none."""

import pytest

from boards.format import network
from sim.device import board as boards, network_file
from sim.output.trouble import Trouble
from terminal import sm3
from tests.rig.command import ridegate

KEY = bytes(range(32))
SECRETS = ("pass word 8", "sesame of the broker", "station 301", KEY.hex())
WLAN = f'[wlan]\nssid = "{SECRETS[2]}"\npassword = "{SECRETS[0]}"\n'
BROKER = '[broker]\nurl = "mqtt://10.3.1.2:1884"\nlogin = "broker.login"\n'
STATION = '[station]\nkey = "station.key"\n'


@pytest.fixture
def source(tmp_path):
    """source(text): network.toml with the files that it names."""
    (tmp_path / "station.key").write_text(KEY.hex() + "\n")
    (tmp_path / "broker.login").write_text(f"gate\n{SECRETS[1]}\n")

    def write(text):
        path = tmp_path / "network.toml"
        path.write_text(text)
        return path

    return write


def test_all_of_it_reaches_the_file_of_the_board(source):
    data = network_file.compiled(network_file.load(source(WLAN + BROKER + STATION), boards.find("esp32s3")))
    found = network.parse(data, sm3.digest)
    assert (found.host(), found.port, found.key) == ("10.3.1.2", 1884, KEY)
    assert found.texts == (SECRETS[2].encode(), SECRETS[0].encode(), b"gate", SECRETS[1].encode())
    without = BROKER.replace('login = "broker.login"\n', "").replace(":1884", "")
    found = network_file.load(source(WLAN + without + STATION), boards.find("esp32s3"))
    assert (found.port, found.texts[2:]) == (1883, (b"", b""))


def test_the_example_is_one(source):
    assert network_file.load(source(network_file.EXAMPLE), boards.find("esp32s3")).host() == "10.3.1.2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[wlan\n", "this is no TOML, at line 1"),
        (WLAN.replace("ssid", "name") + BROKER + STATION, "wlan.ssid"),
        (WLAN + BROKER + STATION + "[more]\n", "[more]"),
        ("wlan = 1\n" + BROKER + STATION, "[wlan]"),
        (WLAN.replace("pass word 8", "7 signs") + BROKER + STATION, "wlan.password: 8 to 63 bytes"),
        (WLAN.replace('"pass word 8"', "8") + BROKER + STATION, "wlan.password: write a text"),
        (WLAN + BROKER.replace("10.3.1.2", "broker.example") + STATION, "IPv4 address"),
        (WLAN + BROKER.replace("1884", "65536") + STATION, "IPv4 address"),
        (WLAN + BROKER.replace("1884", "1" * 5000) + STATION, "IPv4 address"),
        (WLAN + BROKER.replace("10.3", "1" * 5000 + ".3") + STATION, "IPv4 address"),
        (WLAN + BROKER.replace("broker.login", "nowhere") + STATION, "nowhere"),
        (WLAN + BROKER + STATION.replace("station.key", "broker.login"), "no station's key"),
        (WLAN + BROKER, "station.key: write a text"),
        (WLAN.replace("station 301", "x" * 33) + BROKER + STATION, "wlan.ssid: 1 to 32 bytes"),
    ],
)
def test_what_is_wrong_is_named_and_no_value_shown(source, text, words):
    with pytest.raises(Trouble) as caught:
        network_file.load(source(text), boards.find("esp32s3"))
    said = str(caught.value)
    assert words in said and "\n" not in said
    assert not [each for each in (*SECRETS, "7 signs", "xxxx") if each in said]


def test_a_board_without_a_network_takes_none(source):
    path = source(WLAN + BROKER + STATION)
    for name in boards.names():
        if not boards.find(name).network:
            status, output, error = ridegate("flash", "--board", name, "--port", "/dev/null", "--network", path)
            assert (status, output) == (2, "") and f"{name} has no network" in error
