"""The reader of DOCX files (kb.ingest.readers.docx.reader.read_docx)."""
