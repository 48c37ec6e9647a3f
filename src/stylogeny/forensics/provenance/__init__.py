"""Where a picture came from, said in the picture: a signed genealogy, and a mark that outlives its loss."""
