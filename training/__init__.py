"""Fine-tunes the recogniser on drawn lines: offline work, never imported by `ocr`.

Separate because it needs torch, fonts and hours; the product needs only the file it leaves in `ocr/models/weights`.
"""
