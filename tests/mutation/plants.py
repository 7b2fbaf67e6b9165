"""The faults: what implementers of the rule get wrong, each as one change of the reference's text.

Left out is what no code can show: r or s at or above n (one code in 2**32 could), an extension of 33 bytes and an input of
1,025 (two other checks refuse both).

Length: a table.
"""

from collections import namedtuple

# name; file; the text that is there once, and what stands there instead; what an implementer did.
Plant = namedtuple("Plant", "name file old new what")

_D, _R, _V = "terminal/decide.py", "terminal/ridecode.py", "terminal/recover.py"
_G, _L, _H, _T, _J = "terminal/gate.py", "terminal/run.py", "terminal/history.py", "terminal/trust.py", "terminal/journal.py"
_S = "terminal/sm2.py"
_I = "terminal/integers.py"

# fmt: off
PLANTS = (
    # What the signatures cover, and how they are taken
    Plant("ca-from-header", _R, "CA_SIGNED = (9, 47)", "CA_SIGNED = (3, 53)", "the CA signature from the record header on"),
    Plant("ca-without-format", _R, "CA_SIGNED = (9, 47)", "CA_SIGNED = (10, 46)", "the CA signature without the format byte"),
    Plant("issuer-without-extension", _D, "_covered(code, ISSUER_SIGNED, code.extension_bytes)", "_covered(code, ISSUER_SIGNED, 0)", "the issuer signature without the extension"),
    Plant("issuer-from-lead", _R, "ISSUER_SIGNED = (3, 195)", "ISSUER_SIGNED = (0, 198)", "the issuer signature from byte 0 on"),
    Plant("ride-without-time", _R, "RIDE_SIGNED = (0, 267)", "RIDE_SIGNED = (0, 263)", "the ride signature without the generation time"),
    Plant("ride-from-header", _R, "RIDE_SIGNED = (0, 267)", "RIDE_SIGNED = (3, 264)", "the ride signature without the lead field"),
    Plant("ca-unchecked", _D, "        if not (yield from _signed(engine, signer, _covered(code, CA_SIGNED, 0), code.ca_signature)):", "        if (yield from _signed(engine, signer, _covered(code, CA_SIGNED, 0), code.ca_signature)) is None:", "the CA signature is computed and ignored"),
    Plant("issuer-unchecked", _D, "        if not (yield from _signed(engine, signer, covered, code.issuer_signature)):", "        if (yield from _signed(engine, signer, covered, code.issuer_signature)) is None:", "the issuer signature is computed and ignored"),
    Plant("ride-unchecked", _D, "    if not (yield from _signed(engine, rider, covered, code.ride_signature)):", "    if (yield from _signed(engine, rider, covered, code.ride_signature)) is None:", "the ride signature is computed and ignored"),
    Plant("identity-empty", _T, 'PROFILES = (("standard", sm2.IDENTITY),)', 'PROFILES = (("standard", b""),)', "an empty signer identity"),
    Plant("z-without-length", _S, "        bytes([bits >> 8, bits & 255]), identity, _CURVE, key.xy", "        identity, _CURVE, key.xy", "Z without the length of the identity"),
    Plant("key-not-on-curve", _I, "        if y * y % P != square:\n            return None\n", "", "a compressed key that is no point"),
    Plant("key-parity-ignored", _I, "        if y & 1 != encoded[0] & 1:\n            y = P - y\n", "", "02 and 03 are the same"),
    Plant("key-reduced", _I, "        if x >= P:\n            return None\n", "        x %= P\n", "a coordinate above p is reduced"),
    # What is remembered
    Plant("ca-cache-without-signature", _D, "certificate = code.raw[8:120] + root[2:] + identity", "certificate = code.raw[8:56] + root[2:] + identity", "a certificate is remembered without its signature"),
    Plant("ca-cache-without-root", _D, "certificate = code.raw[8:120] + root[2:] + identity", "certificate = code.raw[9:120] + identity", "a certificate is remembered without its root"),
    Plant("user-cache-without-signature", _D, "certificate = code.raw[3 : 263 + code.extension_bytes] + identity", "certificate = code.raw[3 : 198 + code.extension_bytes] + identity", "a user certificate is remembered without its signature"),
    Plant("user-cache-by-key", _D, "certificate = code.raw[3 : 263 + code.extension_bytes] + identity", "certificate = code.raw[158:191] + identity", "a user certificate is remembered by its key"),
    Plant("failure-remembered", _D, "            return codes.BAD_CA_SIGNATURE\n", "            trust.certificates.put(certificate, True)\n            return codes.BAD_CA_SIGNATURE\n", "a certificate is remembered although it is not good"),
    Plant("warm-ride-skipped", _D, "    if not (yield from _signed(engine, rider, covered, code.ride_signature)):\n", "    held = trust.riders.get(b'seen' + code.user_key) or (yield from _signed(engine, rider, covered, code.ride_signature))\n    trust.riders.put(b'seen' + code.user_key, held)\n    if not held:\n", "a known passenger's ride signature is not checked again"),
    # Structure
    Plant("low-nibble-any", _R, "    if version not in policy.versions:", "    if version > 15:", "any structure version"),
    Plant("low-nibble-one-only", _R, "    if version not in policy.versions:", "    if version != 1:", "version 0 is refused"),
    Plant("declared-length-ignored", _R, " and payload[1] << 8 | payload[2] == length - 3", "", "the declared length is not compared"),
    Plant("declared-length-whole", _R, "payload[2] == length - 3", "payload[2] == length", "the declared length counts the whole code"),
    Plant("length-low", _R, "LENGTH_MIN_BYTES = 332", "LENGTH_MIN_BYTES = 333", "the shortest code is refused"),
    Plant("length-high", _R, "LENGTH_MAX_BYTES = 364", "LENGTH_MAX_BYTES = 363", "the longest code is refused"),
    Plant("extension-11-refused", _R, "    if extra > EXTENSION_MAX_BYTES or", "    if extra == 11 or extra > EXTENSION_MAX_BYTES or", "an extension of 11 bytes is refused"),
    Plant("extension-not-compared", _R, " or len(payload) != LENGTH_MIN_BYTES + extra", "", "the extension is not compared with the length"),
    Plant("payload-625", _R, "PAYLOAD_MAX_BYTES = 625", "PAYLOAD_MAX_BYTES = 624", "a payload of 625 bytes is too large"),
    Plant("payload-626", _R, "PAYLOAD_MAX_BYTES = 625", "PAYLOAD_MAX_BYTES = 626", "a payload of 626 bytes is looked at"),
    Plant("header-any", _R, "    if payload[3] != 0x24:\n        return 3\n", "", "any record header"),
    Plant("format-any", _R, "    if payload[9] != 0x12:\n        return 9\n", "", "any certificate format"),
    Plant("issuer-no-bcd", _R, "        if not _bcd(payload[at]):\n            return at\n", "        pass\n", "an issuer of any digits"),
    Plant("bcd-high-only", _R, "    return byte >> 4 < 10 and byte & 15 < 10", "    return byte >> 4 < 10", "the low half byte may be any"),
    Plant("month-13", _R, "0x01 <= data[at] <= 0x12", "0x01 <= data[at] <= 0x13", "a thirteenth month"),
    Plant("month-0", _R, "0x01 <= data[at] <= 0x12", "0x00 <= data[at] <= 0x12", "a month 0"),
    Plant("year-no-bcd", _R, "    return -1 if _bcd(data[at + 1]) else at + 1", "    return -1", "a year of any digits"),
    Plant("algorithms-any", _R, "    for at, value in ((19, 4), (20, 4), (21, 0), (22, 33)):", "    for at, value in ((22, 33),):", "any algorithm and parameter"),
    Plant("key-length-any", _R, "(21, 0), (22, 33)):", "(21, 0)):", "any key length"),
    Plant("account-f-anywhere", _R, "(at < _ACCOUNT_END - 1 or payload[at] & 15 < 15 or payload[at] >= 0xA0)", "payload[at] & 15 < 15", "an F anywhere in the account"),
    Plant("account-any-end", _R, "(at < _ACCOUNT_END - 1 or payload[at] & 15 < 15 or payload[at] >= 0xA0)", "at < _ACCOUNT_END - 1", "any last byte of an account"),
    Plant("account-20-digits", _R, "        if not _bcd(payload[at]) and", "        if (at == _ACCOUNT_END - 1 and payload[at] & 15 != 15) or not _bcd(payload[at]) and", "an account has 19 digits"),
    Plant("issuer-key-prefix-any", _R, "    if payload[23] not in (2, 3):\n        return 23\n", "", "any first byte of the issuer's key"),
    Plant("user-key-prefix-any", _R, "    if payload[158] not in (2, 3):\n        return 158\n", "", "any first byte of the user's key"),
    Plant("signature-prefix-any", _R, "        if payload[at] != 0x15:\n            return at\n", "", "any prefix of a signature"),
    Plant("highest-offset", _R, "    if payload[3] != 0x24:\n        return 3\n    if payload[9] != 0x12:\n        return 9\n", "    if payload[9] != 0x12:\n        return 9\n    if payload[3] != 0x24:\n        return 3\n", "not the lowest offset at fault"),
    Plant("service-any", _R, "    if code.service not in policy.services:", "    if not code.service:", "any service"),
    Plant("family-unified-81", _R, "payload[0] == 0x55 and payload[1] >= 0x80", "payload[0] == 0x55 and payload[1] > 0x80", "55 80 is no unified platform code"),
    Plant("family-digits-lead", _R, "    if bytes(payload).isdigit():", "    if bytes(payload[:1]).isdigit():", "whatever begins with a digit is a bank code"),
    Plant("family-link-any", _R, '(b"https://s.sh.gov.cn/", "shanghai_citizen")', '(b"https://", "shanghai_citizen")', "any link is a citizen code"),
    # Recovery
    Plant("line-end-5", _V, "_END_MAX_BYTES = const(4)", "_END_MAX_BYTES = const(5)", "five bytes of a frame end"),
    Plant("line-end-3", _V, "_END_MAX_BYTES = const(4)", "_END_MAX_BYTES = const(3)", "three bytes of a frame end"),
    Plant("stx-again", _V, '        if body[:1] == b"\\x02":\n', '        while body[:1] == b"\\x02":\n', "any number of STX"),
    Plant("identifier-any-modifier", _V, "_IDENTIFIERS = ECI_IDENTIFIERS + (", '_IDENTIFIERS = ECI_IDENTIFIERS + (b"]Q7", b"]X1", ', "any modifier of an identifier"),
    Plant("eci-doubled-kept", _V, "        doubled = True\n", "", "behind a designator 5C 5C stays"),
    Plant("eci-five-digits", _V, "_DESIGNATOR: int = const(7)", "_DESIGNATOR: int = const(6)", "a designator has five digits"),
    Plant("utf8-three-bytes", _V, "        elif byte in (0xC2, 0xC3):", "        elif byte in (0xC0, 0xC1, 0xC2, 0xC3):", "overlong UTF-8 is taken"),
    Plant("hex-upper-only", _V, '_DIGITS + b"abcdefABCDEF"', '_DIGITS + b"ABCDEF"', "hexadecimal in capitals alone"),
    Plant("base64-no-url", _V, '    if made_of(core, _LETTERS + b"-_"):', "    if made_of(core, _LETTERS):", "base64url is not taken"),
    Plant("base64-loose", _V, "    return out if b2a_base64(out).rstrip(b\"\\n=\") == core else None", "    return out", "base64 with bits that mean nothing"),
    Plant("base64-padding", _V, "    if missing == 3 or len(text) - len(core) not in (0, missing):\n        return None\n", "    if missing == 3:\n        return None\n", "any number of ="),
    Plant("recovery-not-allowed", _V, "        if name in allowed:", "        if name:", "an encoding is undone though the operator switched it off"),
    # Clocks and lists
    Plant("month-end-first-day", _D, "(mmyy[0] >> 4) * 10 + (mmyy[0] & 15) - 2", "(mmyy[0] >> 4) * 10 + (mmyy[0] & 15) - 3", "a certificate ends when its month begins"),
    Plant("month-end-utc", _D, "    return days * 86400 - zone_s - 1", "    return days * 86400 - 1", "months end at midnight UTC"),
    Plant("month-end-second", _D, "    return days * 86400 - zone_s - 1", "    return days * 86400 - zone_s", "a second too long"),
    Plant("month-leap", _D, "    days = year * 365 + year // 4 - year // 100 + year // 400 +", "    days = year * 365 + (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400 +", "leap days a year late"),
    Plant("month-as-yymm", _D, "    month = (2000 + (mmyy[1] >> 4)", "    mmyy = mmyy[1:] + mmyy[:1]\n    month = (2000 + (mmyy[1] >> 4)", "MMYY is read as YYMM"),
    Plant("clock-trusted-always", _D, "    if now_s is None:\n        return codes.CLOCK_UNTRUSTED\n", "    if now_s is None:\n        now_s = code.generated_s\n", "without a clock the code's time is taken"),
    Plant("list-ended", _D, "    if trust is None or not trust.in_force(now_s):", "    if trust is None:", "a list outside its time"),
    Plant("list-expires-exclusive", _T, "now_s <= self.expires_s)", "now_s < self.expires_s)", "the list's last second does not count"),
    Plant("issuer-cert-forever", _D, "    if now_s > month_end_s(code.cert_expiry, policy.zone_s):\n        return codes.ISSUER_CERT_EXPIRED\n", "", "the issuer certificate never ends"),
    Plant("root-forever", _D, "    if now_s > month_end_s(root[:2], policy.zone_s):\n        return codes.CA_KEY_EXPIRED\n", "", "the root key never ends"),
    Plant("revoked-by-serial", _D, "trust.find(trust_list.REVOKED, code.issuer + code.cert_serial)", "trust.find(trust_list.REVOKED, b'\\x03\\x04\\x17\\x30' + code.cert_serial)", "serials are revoked for one issuer"),
    Plant("revoked-ignored", _D, "    if (yield from trust.find(trust_list.REVOKED, code.issuer + code.cert_serial)) is not None:", "    if (yield from trust.find(trust_list.REVOKED, code.issuer + code.cert_serial)):", "revocation is read and ignored"),
    Plant("user-cert-generation", _D, "now_s > code.user_expiry_s or code.generated_s > code.user_expiry_s", "now_s > code.user_expiry_s", "a code made after its certificate ended"),
    Plant("user-cert-exclusive", _D, "now_s > code.user_expiry_s or", "now_s >= code.user_expiry_s or", "the certificate's last second does not count"),
    Plant("validity-0", _D, "1 <= code.validity_s <= policy.validity_max_s", "0 <= code.validity_s <= policy.validity_max_s", "a validity of 0 seconds"),
    Plant("validity-any", _D, "1 <= code.validity_s <= policy.validity_max_s", "1 <= code.validity_s", "any validity"),
    Plant("skew-ignored", _D, "    if code.generated_s > now_s + policy.skew_s:", "    if code.generated_s > now_s:", "no skew"),
    Plant("skew-exclusive", _D, "    if code.generated_s > now_s + policy.skew_s:", "    if code.generated_s >= now_s + policy.skew_s:", "the skew's last second does not count"),
    Plant("future-any", _D, "    if code.generated_s > now_s + policy.skew_s:\n        return codes.CODE_NOT_YET_VALID\n", "", "codes of tomorrow"),
    Plant("grace-ignored", _D, "code.generated_s + code.validity_s + policy.grace_s", "code.generated_s + code.validity_s", "no grace"),
    Plant("expiry-exclusive", _D, "    if now_s > code.generated_s + code.validity_s + policy.grace_s:", "    if now_s >= code.generated_s + code.validity_s + policy.grace_s:", "the code's last second does not count"),
    Plant("skew-at-the-end", _D, "code.validity_s + policy.grace_s", "code.validity_s + policy.grace_s + policy.skew_s", "the skew prolongs a code"),
    # Account, use, fare
    Plant("blocked-by-prefix", _D, "trust.find(trust_list.BLOCKED, code.account)", "trust.find(trust_list.BLOCKED, code.account[:9] + b'\\x0f')", "accounts are compared without their last digits"),
    Plant("blocked-ignored", _D, "    if (yield from trust.find(trust_list.BLOCKED, code.account)) is not None:", "    if (yield from trust.find(trust_list.BLOCKED, code.account)):", "a blocked account carries no value and is let in"),
    Plant("replay-by-account", _H, 'return self._until(self._place(account + pack(">I", generated_s))) > 0', 'return any(self._slots[at * _SLOT : at * _SLOT + 10] == account for at in range(self._size))', "an account is used up by its first code"),
    Plant("replay-forgotten", _D, "    if history.used(code.account, code.generated_s, now_s):", "    if history.count > 9999:", "codes may be shown again"),
    Plant("type-any", _D, "    if policy.account_types is not None and code.account_type not in policy.account_types:", "    if False:", "any account type"),
    Plant("fare-equal", _D, "policy.fare_fen > code.limit_fen", "policy.fare_fen >= code.limit_fen", "a fare that equals the limit is refused"),
    Plant("limit-0-free", _D, "    if policy.limit_enforced and policy.fare_fen > code.limit_fen:", "    if policy.limit_enforced and code.limit_fen and policy.fare_fen > code.limit_fen:", "a limit of 0 is none"),
    Plant("limit-low-bytes", _R, "(fixed[9] << 16 | fixed[10],)", "(fixed[10],)", "the limit has two bytes"),
    # Order of the checks
    Plant("order-time-first", _D, "    issuer = yield from trust.find(trust_list.ISSUER, code.issuer)\n", "    if now_s > code.generated_s + code.validity_s + policy.grace_s:\n        return codes.CODE_EXPIRED\n    issuer = yield from trust.find(trust_list.ISSUER, code.issuer)\n", "the code's time before its issuer"),
    Plant("order-blocked-last", _D, "    if policy.limit_enforced and policy.fare_fen > code.limit_fen:\n        return codes.FARE_ABOVE_LIMIT\n    yield 22\n", "    yield 22\n", "the fare is not compared"),
    Plant("order-service-first", _R, "    offset = fault(payload)\n", "    if bytes(payload[4:8]) not in policy.services:\n        raise Refused(codes.UNSUPPORTED_SERVICE, 5, 4)\n    offset = fault(payload)\n", "the service before the structure"),
    # The gate
    Plant("relay-before-record", _G, "            return [(RIDE, decision)]\n", "            self.queue.append((0, self.shown))\n            return self._release(now_ms) + [(RIDE, decision)]\n", "the relay moves before the record"),
    Plant("release-without-record", _G, "        if sequence is None:\n            failed", "        if sequence is None and self._queue_max > 99:\n            failed", "a ride that was not stored opens"),
    Plant("release-twice", _G, "        self.queue.append((sequence, self.shown))\n        return self._release", "        self.queue.append((sequence, self.shown))\n        self.queue.append((sequence, self.shown))\n        return self._release", "two passages for one ride"),
    Plant("still-phone-judged", _G, "        if self.still(shown, now_ms):\n            return []\n", "", "a phone that is held still is judged again and again"),
    Plant("two-codes-first", _G, "        if len(rides) > 1:\n", "        if len(rides) > 9:\n", "two codes in one frame: one of them counts"),
    Plant("refusal-opens", _G, "            ended = self._ended(records.FAULT)\n        return ended + self._answer(decision, now_ms)", "            ended = self._ended(records.FAULT)\n        return ended + [(RELEASE, self._direction, self._pulse_ms)] + self._answer(decision, now_ms)", "a refusal opens"),
    Plant("lamp-always-green", _G, "LAMP_GREEN if self.emergency or decision.result == codes.ACCEPTED else LAMP_RED", "LAMP_GREEN", "the lamp is green for refusals"),
    Plant("emergency-ignored", _G, "        hold: Effects = [(HOLD, active)]\n", "        hold: Effects = []\n", "an emergency does not open"),
    Plant("emergency-for-ever", _G, "        hold: Effects = [(HOLD, active)]\n", "        hold: Effects = [(HOLD, True)]\n", "the gate stays open behind an emergency"),
    Plant("judged-in-emergency", _G, "        return not self.emergency and not self.faults", "        return not self.faults", "codes are judged in an emergency"),
    Plant("timeout-never", _G, "        if self._released and now_ms >= self._deadline_ms:", "        if self._released and now_ms >= self._deadline_ms + 999_999:", "an authorisation never ends"),
    Plant("outcome-lost", _G, "        return [(OUTCOME, sequence, outcome)]  #", "        return []  #", "no outcome is written"),
    Plant("restart-forgets", _J, "            history.add(code.account, code.generated_s, until_s)", "            history.contains(code.account, code.generated_s)", "the codes of the journal are not remembered at a start"),
)
