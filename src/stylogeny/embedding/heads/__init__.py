"""The trained heads: backbone features to vectors and to posteriors over years."""
