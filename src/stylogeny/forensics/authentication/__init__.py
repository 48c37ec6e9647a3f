"""Whether a picture is what it is said to be: answers, each with how often it is wrong."""
