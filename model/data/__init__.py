"""Data sets: examples and labels, loaded, checked and split.

catalogue  what each data set is, where to fetch it, and its checksums
formats    IDX files, CIFAR records and npz, read strictly
dataset    examples and data sets: load, verify, split
batches    mini-batches and one-hot targets
download   fetches data sets: mirrors, resuming, checksums
"""
