"""Words in Russian and English: where a text falls apart, in which forms a word stands, which one may be meant."""
