"""What a picture is and where it came from."""
