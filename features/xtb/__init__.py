"""Semi-empirical orbitals of any molecule: geometry, calculation, worker processes, cache."""
