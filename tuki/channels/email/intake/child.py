"""The guarded process of intake: reads a mail and works out all that it says, apart from the database."""

import sys

from tuki.channels.email.intake.understanding import answer
from tuki.channels.email.reading.child import main

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), answer)
