"""What a terminal must answer, vector by vector, and the programs that write the vectors.

The answers are stated by hand from the rule. Nothing here asks terminal.decide.
"""
