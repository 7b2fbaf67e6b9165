"""`network` of a board with a WLAN: a station's side of it. The WLAN around the board is the host's."""

import _bus
import calls

STA_IF = 0
AP_IF = 1
STAT_IDLE = 1000
STAT_CONNECTING = 1001
STAT_GOT_IP = 1010
STAT_NO_AP_FOUND = 201
STAT_WRONG_PASSWORD = 202
_CONFIG = ("pm", "reconnects", "txpower")


class WLAN:
    IF_STA = 0
    IF_AP = 1
    PM_NONE = 0
    PM_PERFORMANCE = 1
    PM_POWERSAVE = 2

    def __init__(self, interface=STA_IF):
        if interface != STA_IF:
            raise ValueError("the emulated WLAN has no access point")
        self._set = {"pm": WLAN.PM_PERFORMANCE, "reconnects": -1, "txpower": 20}

    def active(self, *on):
        return bool(_bus.call(calls.WLAN_ACTIVE, (2 if on[0] else 1) if on else 0))

    def connect(self, ssid=None, key=None, *, bssid=None):
        if not self.active():
            raise OSError("Wifi Not Started")
        ssid, key = [each.encode() if isinstance(each, str) else each or b"" for each in (ssid, key)]
        if len(ssid) > 32 or len(key) > 64:
            raise ValueError("buffer too long")
        _bus.call(calls.WLAN_CONNECT, len(ssid), 0, ssid + key + b"\0")

    def disconnect(self):
        _bus.call(calls.WLAN_DISCONNECT)

    def isconnected(self):
        return self.status() == STAT_GOT_IP

    def status(self, *what):
        if what:
            raise ValueError("unknown status param")
        return _bus.call(calls.WLAN_STATUS)

    def config(self, *what, **changes):
        if what:
            return self._set[what[0]]
        for name in changes:
            if name not in _CONFIG:
                raise ValueError("unknown config param")
            self._set[name] = changes[name]

    def ifconfig(self):
        if self.isconnected():
            return ("192.168.4.2", "255.255.255.0", "192.168.4.1", "192.168.4.1")
        return ("0.0.0.0", "0.0.0.0", "0.0.0.0", "0.0.0.0")
