"""The run as a self-contained HTML folder: page.write(material, folder)."""
