"""Names as people write them: their spellings, and which of many a name stands for."""
