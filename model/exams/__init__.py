"""The conditions under which a version is examined.

jpeg            what a JPEG leaves of a picture
photo           ink as a phone's camera sees it: light, blur, noise
pen_conditions  the same drawing as different people would send it
pens            accuracy on pen drawings, condition by condition
non_digits      how much of what is no digit is refused
examination     everything that is measured of one version
"""
