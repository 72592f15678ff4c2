"""The guarded process that reads words out of files, under limits of memory and CPU time."""

import sys

from tuki.channels.email.reading.child import main
from tuki.search.files.extracting import answer

if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), answer)
