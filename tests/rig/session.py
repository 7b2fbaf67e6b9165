"""What the session of `ridegate run` (sim/scenario/standard.toml) answers, scene by scene, as the tests expect it."""

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
