"""`make bench`: the promised figures, measured as ratios within one run.

Absolute times differ from machine to machine and from minute to minute; a ratio of two things that
were run in turns does not. The sandbox's figures are promised as absolute ones: there a machine that
is busy otherwise makes them worse. Nothing here is a test: a bound that is missed is printed, and the exit
code says so, but no test depends on it.
"""
