"""The id of nothing: what a test asks for that is not there. One for all, so that names of tests stay the same."""

UNKNOWN = "029be846-fe77-4a27-b15d-1aeeb9dc794d"
