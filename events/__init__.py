"""What happened: facts as plain data, the vocabulary that they share and the catalogue of them all."""
