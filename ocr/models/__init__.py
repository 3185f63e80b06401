"""The networks: where their weights come from, how they are compiled, and what is installed.

Separate because building needs torch and the serving process must never import it: this package imports torch only
inside `ocr.models.build`'s functions. Imports errors and settings.
"""
