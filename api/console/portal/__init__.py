"""The portal of employees and of clients' contacts: ask, answer the questions, talk."""
