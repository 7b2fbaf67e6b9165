"""What a test on both runtimes needs in the place of pytest.raises."""


def raised(kind: type, function: object, *arguments: object) -> Exception:
    """The exception of this kind that the call raises; AssertionError when it returns instead."""
    try:
        answer = function(*arguments)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} expected, {answer!r} returned")
