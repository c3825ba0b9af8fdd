"""Raw cycler files to judged cells."""
