"""A multi-layer perceptron in plain NumPy, to be read file by file. In this order each one needs only those before it:

     1. arrays           the numbers, and the words for their shapes
     2. dataset          data: MNIST and its relatives (catalogue: what they are; formats; download)
     3. strokes, rasterizer, paper, resampling, pen_width, preprocessing    from a drawing to 784 numbers
     4. layer            the contract of a layer: forward, and the way back
     5. dense            forward pass: weights and bias (initializers: where weights start)
     6. activations      sigmoid, tanh, ReLU: why a network must bend
     7. network          layers in a row: the answer
     8. losses           how wrong is it? absolute error, mean squared error, cross-entropy
     9. backpropagation  who is to blame, and how much
    10. optimizers       gradient descent, momentum, Adam: the weight update
    11. schedules        the learning rate, from step to step
    12. dropout          learning not to lean on one unit
    13. batches, augmentation, styles, pen_digits, letters, not_digits, epoch_examples    what one step gets to see
    14. training         all of it in a loop (reports: what it says meanwhile; inspection: how its layers do)
    15. metrics, significance, mistakes, evaluation   how good is it, and how sure is that?
    16. calibration, verdict        how sure is it, and is it a digit at all?
    17. checkpoint, training_state  on disk, whole and half-done
    18. neighbour_index, neighbours which examples does it take to be alike?
    19. config, recipe, race        the settings, a whole training written down, and small ones side by side
        duration                    and how long will it take?
    20. jpeg, photo, pen_conditions, pen_exam, verdict_exam   how good is it with other people's pens?
    21. examination, report/        all that was measured of a version, and how it is told
    22. explanation/                one drawing, and all that happened on its way through a network
    23. export/                     a version to take home
    24. options, interruption, commands, __main__   the command line: `python -m model`

It knows no web, prints nothing outside the command line, and has no hidden randomness: whoever wants some passes a
`numpy.random.Generator`.
"""
