"""What the session of `ridegate run` (sim/scenario/standard.toml) answers, scene by scene, as the tests expect it;
and a shorter session.
"""

ANSWERS = [
    "ACCEPTED",
    "NOTHING",
    "CODE_ALREADY_USED",
    "CODE_EXPIRED",
    "ISSUER_NOT_ACCEPTED",
    "BAD_RIDE_SIGNATURE",
    "BAD_LENGTH",
    "FOREIGN_CODE",
    "ACCEPTED",
    "ONE_CODE",
    "ACCEPTED",
    "GATE_FAULT",
]
SCENES = len(ANSWERS)
OF_A_PICTURE = ANSWERS.index("ONE_CODE") + 1  # the scene that a board with a serial scanner skips
# Where that session is no subject: a code that opens, and one that does not.
SHORT = """
name = "short"
description = "A ride, and an expired code."
step = [
    { scene = { zh = "有效二维码", en = "A valid code" } },
    { show = { phone = 0 } },
    { expect = { answer = "ACCEPTED" } },
    { expect = { passed = 1 } },
    { expect = { rides = 1 } },
    { hide = true },
    { scene = { zh = "过期二维码", en = "An expired code" } },
    { show = { phone = 1, fault = "CODE_EXPIRED" } },
    { expect = { answer = "CODE_EXPIRED" } },
    { expect = { released = 0 } },
    { hide = true },
]
"""
