"""The HTML pages: templates in the visitor's language, their scripts and styles, and what they show of the code.

translations   the catalogue of the page's texts
static_files   scripts, styles and texts: compressed once, never stale
rendering      templates, filled in
source_code    a file of model/, line by line, highlighted
chapters       the course's chapters, and the lines of model/ that each one speaks of
api_reference  the developer's page, read from the OpenAPI document
"""
