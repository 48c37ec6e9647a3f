"""A public of fans, each with an identity: what their feed shows them, what they like, pass on and quarrel about."""
