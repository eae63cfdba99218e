"""What facts say: sentences in both languages, histories, what things were called, cards of any date."""
