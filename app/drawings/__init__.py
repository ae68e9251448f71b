"""From a request's strokes, picture or pixels to the 28 x 28 picture that the network sees.

schemas      a drawing in a request
limits       how many points and pixels one request may carry
data_urls    a data URL -> the file in it
image_files  a PNG, JPEG or WebP -> only what makes up its picture
images       the picture -> ink
decoding     any drawing -> the framed picture
"""
