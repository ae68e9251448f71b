"""A version to take home: files that answer as it does, without Inkling, each with a proof that it does.

signature     what a network's user must know of its pixels and answers
model_card    what a version is for, and how good
quantization  a network in half the bytes
golden        drawings by which a page checks itself
modules       what a script imports, in the order in which it runs
bundle        a page's scripts as one
page          templates/pages/portable.html with all that it names inside
onnx_file     a network for other runtimes
export        a version as one file, of the kind that is asked for
"""
