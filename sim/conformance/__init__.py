"""Suites of cases, played on any gate: the core here, emulated boards, and other people's gates."""
