"""A run as JUnit XML, the form that build servers read. Two runs of one gate differ in nothing."""

from xml.etree import ElementTree

from sim.conformance.outcome import FAILED, SKIPPED, Run


def xml(run: Run) -> bytes:
    """The whole document, UTF-8."""
    top = ElementTree.Element("testsuites", name=f"ridegate test: {run.gate}")
    for name in run.suites:
        cases = [one for one in run.outcomes if one.suite == name]
        failed, skipped = (sum(one.verdict == kind for one in cases) for kind in (FAILED, SKIPPED))
        suite = ElementTree.SubElement(
            top, "testsuite", name=name, tests=str(len(cases)), failures=str(failed), errors="0", skipped=str(skipped)
        )
        for one in cases:
            case = ElementTree.SubElement(suite, "testcase", classname=name, name=one.id)
            if one.verdict == FAILED:
                what = ElementTree.SubElement(case, "failure", message=one.difference)
                what.text = "\n".join(filter(None, (one.comment, one.clause, one.difference)))
            elif one.verdict == SKIPPED:
                ElementTree.SubElement(case, "skipped", message=one.difference)
            if one.unjudged:
                properties = ElementTree.SubElement(case, "properties")
                ElementTree.SubElement(properties, "property", name="not judged", value=", ".join(one.unjudged))
    ElementTree.indent(top)
    return bytes(ElementTree.tostring(top, encoding="utf-8", xml_declaration=True)) + b"\n"
