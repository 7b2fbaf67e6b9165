"""`ridegate trust`: make, compare and look into trust lists, and put them on boards."""

from sim.command import options, trust_compile, trust_diff, trust_install, trust_keygen, trust_show

_DESCRIPTION = """\
The trust list says what terminals accept: root keys, accepted issuers,
revoked certificates, blocked accounts. Operators write it as TOML; terminals
take it compiled into one signed binary file."""

_EPILOG = """\
examples:
  ridegate trust keygen --out operator
  ridegate trust compile trust.toml --operator-key operator.pem --out trust.bin
  ridegate trust show trust.bin --operator-key operator.pub
  ridegate trust diff old.bin trust.toml --operator-key operator.pub
  ridegate trust install --port /dev/ttyACM0 trust.bin --operator-key operator.pub

a source:
  sequence = 7                         # only ever rises, 65,536 a step at most
  issued = 2026-10-28T09:00:00Z
  effective_from = 2026-11-01T00:00:00Z
  expires = 2027-11-01T00:00:00Z       # optional
  blocked_accounts_file = "blocked.txt"  # optional; see `trust compile --help`

  [[ca_key]]
  index = 0x02
  expires = "1240"                     # MMYY
  public_key = "02ab…"                 # 33 bytes, compressed; or instead of it
                                       # record = "21…", the 144-byte root record

  [[issuer]]
  id = "03041730"
  name = "…"                           # optional

  [[revoked_certificate]]
  issuer = "03041730"
  serial = "900122"

  [[blocked_account]]
  account = "3104170000000000001F"

exit status: 0 done; 1 (diff) the lists differ; 2 the list, a key or a file is
not as it must be.
"""


def add_parser(subparsers: options.Verbs) -> None:
    """Add the command `trust` with its verbs; each carries its function `run`."""
    parser = options.command(subparsers, "trust", "make, compare, show, install trust lists", _DESCRIPTION, _EPILOG)
    verbs = parser.add_subparsers(metavar="keygen|compile|show|diff|install", dest="verb", required=True)
    trust_keygen.add_verb(verbs)
    trust_compile.add_verb(verbs)
    trust_show.add_verb(verbs)
    trust_diff.add_verb(verbs)
    trust_install.add_verb(verbs)
    for verb in verbs.choices.values():
        verb.set_defaults(run=options.with_problems(verb.get_default("run")))
