"""Tables as files: text with separators, and workbooks; written row by row as they come, so that memory stays flat."""
