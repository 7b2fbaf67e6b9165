"""Answers to the question whether a subject may pass (port `Eligibility`), on both runtimes."""
