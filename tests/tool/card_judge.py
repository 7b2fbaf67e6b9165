"""Judges card vectors, on both runtimes: the terminal's commands, in their order, are answered as the vector says."""

import binascii

from hal.fake.card import TEST_KEY, TestSam
from terminal import card as cards, codes, sm3
from tests.tool import judge as judges

CARDS = "tests/vectors/cards.jsonl"


def _mac(message: bytes) -> bytes:
    return sm3.hmac(sm3.digest, TEST_KEY, message)


def answer(judge: judges.Judge, vector: dict) -> list:
    """[result name, step, family, account, authenticated, words, commands sent]; result None: nothing is answered."""
    challenge = vector["sam"] and binascii.unhexlify(vector["sam"])
    sam = TestSam(lambda size: challenge, _mac) if challenge else None
    past = judge.history()
    for account, generated_s, until_s in vector.get("history", ()):
        past.add(binascii.unhexlify(account), generated_s, until_s)
    rules = judges.policy_of(vector.get("policy", {}))
    walk = cards.steps(judge.open_list(vector["trust"]), rules, past, vector["clock"], sam)
    exchange = vector["exchange"]
    sent = []
    response = None
    while True:
        try:
            step = walk.send(response)
        except StopIteration as end:
            decision = end.value
            break
        response = None
        if isinstance(step, bytes):
            at = len(sent)
            sent.append(binascii.hexlify(step).decode())
            if at < len(exchange) and exchange[at][1] is not None:
                response = binascii.unhexlify(exchange[at][1])
    if decision is None:
        return [None, None, None, None, None, None, sent]
    if decision.cause is not None:
        raise decision.cause
    row = codes.of(decision.result)
    words = list(cards.WORDS.get(row.number, (row.zh, row.en)))
    found = decision.code
    account = found and binascii.hexlify(found.account).decode()
    authenticated = found and found.authenticated
    return [row.name, decision.step, decision.family, account, authenticated, words, sent]


def expected(vector: dict) -> list:
    """What a vector demands, in the shape of an answer."""
    names = ("result", "step", "family", "account", "authenticated", "words")
    return [vector.get(name) for name in names] + [[command for command, _ in vector["exchange"]]]
