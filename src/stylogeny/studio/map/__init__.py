"""The studio's map: its data and thumbnails, made once and kept in the run folder, and its room."""
