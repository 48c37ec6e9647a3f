"""What the style room does: mixtures with weights of either sign, their pictures, and what leaves the studio."""
