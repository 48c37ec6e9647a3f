"""What an attacker can do to a corpus or a picture, so that it can be tried before he does."""
