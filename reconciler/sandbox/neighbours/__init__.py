"""moto behind the same door, for the services not written here: its journal, and overlays.

Only here is moto imported. Must not be in here: services of the sandbox's own.
"""
