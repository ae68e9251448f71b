"""How many threads the BLAS libraries that NumPy multiplies with may use; they read it once, when NumPy is imported.

With more than one, small products spin against each other and take a hundred times longer.
"""

BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""The environment variables of OpenBLAS, OpenMP, Intel's MKL and Apple's Accelerate."""
