"""`python -m kb` is the command line."""

import sys

from kb.start import main

sys.exit(main())
