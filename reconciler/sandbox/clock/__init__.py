"""What happens as time goes by: schedules fire, what is due is done, sources are polled.

Must not be in here: reading the real clock.
"""
