"""An explanation as one dictionary for programs and screens, and as lines for people. Nothing secret is in either."""

from typing import Any

from sim.explain import catalogue
from sim.explain.cause import Answer, Cause, Hypothesis


def cause_record(cause: Cause) -> dict[str, Any]:
    """One cause: name, kind, subject, clause, its bytes, and both sentences in both languages."""
    does, must = catalogue.does(cause), catalogue.must(cause)
    out: dict[str, Any] = {
        "name": cause.name,
        "kind": cause.kind,
        "subject": cause.subject,
        "clause": catalogue.clause(cause),
    }
    if cause.offset >= 0:
        out |= {"offset": cause.offset, "length": cause.length}
    for key, value in (("found", cause.found), ("expected", cause.expected), ("detail", cause.detail)):
        if value:
            out[key] = value
    library = catalogue.of(cause).library
    if library:
        out["library"] = library
    return out | {"does": does.en, "must": must.en, "does_zh": does.zh, "must_zh": must.zh}


def hypothesis_record(one: Hypothesis) -> dict[str, Any]:
    """One hypothesis: name, standing, and its causes. equal: number of the group that nothing distinguishes."""
    out: dict[str, Any] = {"name": one.name, "standing": one.standing}
    if one.same:
        out["equal"] = one.same
    return out | {"causes": [cause_record(cause) for cause in one.causes]}


def record(answer: Answer) -> dict[str, Any]:
    """What --json prints of one payload, beside the file's name."""
    return {
        "result": answer.result,
        "step": answer.step,
        "hypotheses": [hypothesis_record(one) for one in answer.hypotheses],
        "remarks": [cause_record(one) for one in answer.remarks],
    }


def short(answer: Answer) -> str:
    """The first hypothesis in one line of a table: its machine name and standing; "" for none."""
    if not answer.hypotheses:
        return ""
    first = answer.hypotheses[0]
    return f"{first.name} ({first.standing})"
