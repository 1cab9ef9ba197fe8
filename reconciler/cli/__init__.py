"""Commands: parse, call the pipeline, print, exit. One file a command, no logic of the other rooms."""
