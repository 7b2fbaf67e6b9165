"""`python -m sim` is `ridegate`."""

import sys

from sim.command.cli import main

sys.exit(main())
