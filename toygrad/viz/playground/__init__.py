"""The playground: a network that trains while one watches, and can be stopped anywhere."""
