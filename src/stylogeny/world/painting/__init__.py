"""The painter of the worlds: a genome and a content to a picture."""
