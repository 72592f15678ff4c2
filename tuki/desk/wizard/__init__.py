"""The first-run wizard: five short steps, each saved at once, by plain forms."""
