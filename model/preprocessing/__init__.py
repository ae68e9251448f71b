"""From a drawing to the 784 numbers that a network reads.

strokes         a drawing as the paths of a pen
rasterizer      strokes -> ink picture, by distance to the pen's path
resampling      the same picture on another grid
ink_extraction  which pixels of a picture or a photo are ink
stroke_width    a picture drawn with a hair or a broad brush is re-inked
framing         ink -> framed 28 x 28 -> 784 numbers
json_drawings   strokes and pixels in JSON, read strictly
"""
