"""Values validate themselves; schedules fold into timetable versions."""
