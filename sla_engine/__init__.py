"""Pure arithmetic of working time, targets and clocks; facts and an instant in, clocks out."""
