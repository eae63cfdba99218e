"""The room of problems: what stands behind incidents, its workaround, its cause and its solution (row 164)."""
