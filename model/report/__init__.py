"""The report on a version: its examination, as text for a terminal and as a page with pictures.

png                pixels -> PNG
calibration_chart  confidence against accuracy: the geometry of the chart
page               an examination as one HTML file, by report.html and report.css
text               an examination in the terminal
"""
