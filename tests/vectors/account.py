"""Steps 19 to 22: the account, the history, the account type, the fare."""

from tests.vectors.scene import BLOCKED, NOW_S, Book, recipe


def write(book: Book) -> None:
    """All vectors about what a genuine code may still be refused for."""
    _blocked(book)
    _used(book)
    _account_type(book)
    _fare(book)


def _blocked(book: Book) -> None:
    per_page = 51
    for place in (0, 1, per_page - 1, per_page, 12 * per_page - 1, 12 * per_page, len(BLOCKED) - 1):
        code = recipe().set(account=bytes.fromhex(BLOCKED[place])).encode()
        book.add(f"blocked-{place}", f"entry {place} of {len(BLOCKED)}", code, "ACCOUNT_BLOCKED")
    first = BLOCKED[0]
    for name, account, comment in (
        ("below-first", "3104179999999999999f", "just below the first entry"),
        ("between", f"310418{51 * 2 - 1:013d}f", "between the last of a page and the first of the next"),
        ("between-nodes", f"310418{12 * 51 * 2 - 1:013d}f", "between two pages of the middle level"),
        ("above-last", f"310418{1399:013d}f", "just above the last entry"),
        ("20-digits", first[:-1] + "0", "the same 19 digits and a twentieth"),
        ("all-zeros", "00" * 10, "before everything"),
        ("all-nines", "99" * 10, "behind everything"),
    ):
        code = recipe().set(account=bytes.fromhex(account)).encode()
        book.add(f"not-blocked-{name}", comment, code, "ACCEPTED")
    code = recipe().set(account=bytes.fromhex(first)).encode()
    book.add("not-blocked-empty-table", "a list that blocks nobody", code, "ACCEPTED", trust="forever")


def _used(book: Book) -> None:
    drawn = recipe()
    code, account = drawn.encode(), drawn.values["account"].hex()
    other = "31041700000000000019"
    until_s = NOW_S + 1220
    book.add("used", "accepted before", code, "CODE_ALREADY_USED", history=[[account, NOW_S, until_s]])
    for name, history, comment in (
        (
            "other-time",
            [[account, NOW_S - 1, until_s], [account, NOW_S + 1, until_s]],
            "the seconds beside it",
        ),
        ("other-account", [[other, NOW_S, until_s]], "another account in the same second"),
    ):
        book.add(f"not-used-{name}", comment, code, "ACCEPTED", history=history)
    many = [[account, NOW_S - 1 - number, until_s] for number in range(7)] + [[account, NOW_S, until_s]]
    book.add("used-among-many", "the last of eight", code, "CODE_ALREADY_USED", history=many)
    again = drawn.sign_with("ride", extra=b"again").encode()
    comment = "another signature of the same account and second is the same code"
    book.add("used-signed-again", comment, again, "CODE_ALREADY_USED", history=[[account, NOW_S, until_s]])
    comment = "a code mangled another way is the same code"
    marked = code + b"\r\n"
    book.add("used-recovered", comment, marked, "CODE_ALREADY_USED", history=[[account, NOW_S, until_s]],
             recovered=("line_end",))  # fmt: skip


def _account_type(book: Book) -> None:
    for number in (0, 1, 255):
        code = recipe().set(account_type=number).encode()
        book.add(f"type-{number}", "every type, unless types are configured", code, "ACCEPTED")
        for types, result in (([number], "ACCEPTED"), ([2, 3], "ACCOUNT_TYPE_NOT_ACCEPTED")):
            comment = f"type {number} where {types} are accepted"
            policy = {"account_types": types}
            book.add(f"type-{number}-of-{len(types)}", comment, code, result, policy=policy)
    code = recipe().set(account_type=1).encode()
    policy: dict[str, list[int]] = {"account_types": []}
    book.add("type-none-accepted", "no type at all", code, "ACCOUNT_TYPE_NOT_ACCEPTED", policy=policy)


def _fare(book: Book) -> None:
    for limit_fen, fare_fen, result in (
        (0, 0, "ACCEPTED"),
        (0, 1, "FARE_ABOVE_LIMIT"),
        (200, 199, "ACCEPTED"),
        (200, 200, "ACCEPTED"),
        (200, 201, "FARE_ABOVE_LIMIT"),
        (0xFFFFFF, 0xFFFFFF, "ACCEPTED"),
        (0xFFFFFE, 0xFFFFFF, "FARE_ABOVE_LIMIT"),
        (0x0000FF, 0x000100, "FARE_ABOVE_LIMIT"),
        (0x010000, 0x0000FF, "ACCEPTED"),
    ):
        code = recipe().set(limit_fen=limit_fen).encode()
        comment = f"fare {fare_fen} fen, limit {limit_fen} fen"
        book.add(f"fare-{fare_fen}-limit-{limit_fen}", comment, code, result, policy={"fare_fen": fare_fen})
    code = recipe().set(limit_fen=0).encode()
    policy = {"fare_fen": 200, "limit_enforced": False}
    book.add("fare-limit-ignored", "the terminal ignores the limit", code, "ACCEPTED", policy=policy)
