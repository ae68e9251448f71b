"""The command line: `python -m model`.

output      standard output, wherever it goes
interrupts  Ctrl-C, obeyed between two steps
locations   where the named data and versions lie
evaluate    `python -m model evaluate`
commands    what the other commands do
sweep       `python -m model sweep`
grow        `python -m model grow`
arguments   each command's options
"""
