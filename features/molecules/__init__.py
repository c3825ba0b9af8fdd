"""Properties of molecules: descriptors and orbitals."""
