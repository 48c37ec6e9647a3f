"""The timeline map: where works stand, their thumbnails, and the data that the page's script draws."""
