"""The desktop side: test issuer, virtual turnstile, command line. CPython only, never on a board."""
