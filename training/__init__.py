"""Scripts that train the weights which ship with the package, on painted and procedural pictures only."""
