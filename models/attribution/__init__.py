"""What makes a prediction: signed contributions, by group and by component."""
