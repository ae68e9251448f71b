"""The HTML pages: templates in the visitor's language, static files, and pages made from the code itself.

translations   the catalogue of the pages' texts
page_words     those that one page's scripts can ask for
static_files   scripts, styles and texts: compressed once, revalidated by ETag
rendering      renders templates
source_code    a file of model/, line by line, highlighted
chapters       the course's chapters, and the lines of model/ that each one explains
api_reference  the developer's page, made from the OpenAPI document
"""
