"""How a state machine is set up: the words `StateMachine.init` hands over."""

from dataclasses import dataclass, field, fields

_SCALARS = 16


@dataclass
class Setup:
    """What `StateMachine.init` hands over; pins are indices or 255."""

    freq: int
    in_base: int
    out_base: int
    set_base: int
    jmp_pin: int
    side_base: int
    in_right: int
    out_right: int
    push_thresh: int
    pull_thresh: int
    flags: int
    join: int
    wrap_target: int
    wrap: int
    side_count: int
    length: int
    # of out, set and side pins: how many, and two bits for each
    states: list[tuple[int, int]] = field(default_factory=list)
    words: list[int] = field(default_factory=list)

    @classmethod
    def unpack(cls, words: list[int]) -> "Setup":
        """From the order of words in board/_rp2.py and board/_assembler.py."""
        names = [each.name for each in fields(cls)][:_SCALARS]
        states = [(words[place], words[place + 1]) for place in range(_SCALARS, _SCALARS + 6, 2)]
        return cls(**dict(zip(names, words, strict=False)), states=states, words=words[_SCALARS + 6 :])
