"""The report on a version: its examination, told as text for a terminal and as a page with pictures.

png                pixels -> PNG
markup             nested calls -> HTML in which text stays text
calibration_chart  confidence against accuracy, as SVG
sections           what the page tells, one function a section
page               an examination as one HTML file
text               an examination in the terminal
"""
