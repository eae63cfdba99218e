"""Commands of the terminal on who works when: absences, turns and rotas of teams, change freezes."""
