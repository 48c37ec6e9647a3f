"""Behind the room place: where a picture belongs, and whether it is what it is said to be."""
