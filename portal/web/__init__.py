"""What every page may use: texts, forms, filters, files, and answering with a page."""
