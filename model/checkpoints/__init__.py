"""Networks on disk: finished versions, and unfinished trainings.

versions        versions by name, and the pointer to the champion
checkpoint      a version: arrays and metadata
training_state  a training that goes on later, bit for bit
growth          one network at a dozen moments of its training
"""
