"""The small domains that are searched: what may happen in each."""

from tests.safety.harness import Domain

_SHORT_MS, _LONG_MS = 1000, 4000  # a time to pass that ends before a prompt does, and behind it

DOMAINS = (
    Domain("a full queue", 1, (), 0, ("foreign",), 1, _SHORT_MS),
    Domain("store, power and clock", 1, (), 0, ("store", "power", "clock"), 2, _SHORT_MS),
    Domain("lists", 1, (), 0, ("trust", "lists", "power"), 2, _SHORT_MS),
    Domain("time to pass", 1, (), 0, ("foreign",), 2, _LONG_MS),
    Domain("refusals", 1, (), 0, ("foreign", "refusals"), 2, _SHORT_MS),
    Domain("scanner and sensor", 1, ("scanner", "sensor"), 2, ("refusals",), 2, _SHORT_MS),
    Domain("emergency contact and relay", 1, ("emergency", "relay"), 2, (), 2, _SHORT_MS),
    Domain("relay and panel", 1, ("relay", "panel"), 2, (), 2, _SHORT_MS),
    Domain("scanner and panel", 1, ("scanner", "panel"), 2, ("store",), 2, _SHORT_MS),
    Domain("staff", 1, (), 0, ("staff", "store", "power"), 1, _SHORT_MS),
    Domain("staff and equipment", 1, ("scanner", "emergency"), 1, ("staff",), 1, _SHORT_MS),
    Domain("two codes", 2, (), 0, ("power",), 2, _SHORT_MS),
    Domain("two codes and a store", 2, (), 0, ("store",), 2, _SHORT_MS),
)
