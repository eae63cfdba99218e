"""The house as tests: contracts, catalogues that agree, golden facts."""
