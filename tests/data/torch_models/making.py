"""How the models of a family are made: each in a process of its own."""

import os
import sys


def make_each(models):
    """Makes models, given as pairs of a name and what makes it; with arguments, only those whose names begin with one of them."""
    for name, make in models:
        if sys.argv[1:] and not name.startswith(tuple(sys.argv[1:])):
            continue
        # Forked before anything is compiled: a class then has the same name in its file, whatever other models there are.
        child = os.fork()
        if child == 0:
            make(name)
            os._exit(0)
        if os.waitpid(child, 0)[1] != 0:
            sys.exit(f"{name} could not be made.")
