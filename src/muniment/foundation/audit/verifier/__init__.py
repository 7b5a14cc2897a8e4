"""The verifier that is shipped with exports; one file, standard library only."""
