"""Teams as rows; the part of the directory that is about teams."""
