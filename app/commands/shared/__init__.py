"""What commands share: options, printing."""
