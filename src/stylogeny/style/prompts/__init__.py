"""Words to works and styles: the text tower over a corpus's own captions."""
