"""A version to take home: files that answer as it does, without Inkling, each with a proof that it does."""
