"""The command line: `python -m model`.

output      standard output, wherever it goes
interrupts  Ctrl-C, obeyed between two steps
commands    what each command does
sweep       `python -m model sweep`
"""
