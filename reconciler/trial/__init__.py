"""What an event would do in a stack: which rules it matches, who is sent what, and why not the others.

Pure: a stack and an event go in, values come out. No AWS, no files but the text of an event, no
terminal; what is wrong with a stack is for `rules` to say.

    trial.py    an event against the rules of a stack
    events.py   an event as a file or the command line gives it
    samples.py  an event by its name, about a resource of a stack
"""
