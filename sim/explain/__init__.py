"""Why a code was refused: hypotheses about the issuer's program that would make it good, each tested on the code."""
