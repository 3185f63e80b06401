"""What the pages are made of: frame, state, pictures, the review desk, tables, charts.

Separate because, with `pages/`, it is the only importer of streamlit. May import every other part of `ocr`.
"""
