"""How a version stands on a day: versions of a title, repeals, corrections by staff, and what is left out."""
