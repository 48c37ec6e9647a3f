"""Values as notebooks and terminals show them: HTML with thumbnails, lines of text, matplotlib axes."""
