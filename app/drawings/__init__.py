"""From a request's strokes, picture or pixels to the 28 x 28 picture that the network sees.

schemas   a drawing in a request
limits    how many points and pixels one request may carry
images    a PNG, JPEG or WebP as a data URL -> ink
decoding  any drawing -> the framed picture
"""
