"""A sweep tries many settings, gives up the hopeless ones early, and registers what came out best.

Read in this order: space (what to try), halving (how long to try it), planning (both), trial (a stretch of one
training, anywhere), workers (where it runs), committee (several networks as one), record (what is on disk), lock (one
process at a time), sweep (all of it together), table (what came out).
"""
