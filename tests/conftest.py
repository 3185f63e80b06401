from hypothesis import settings

# The machine that runs the tests may be busy; slowness is measured by the benchmarks, and in processor time by its own test.
settings.register_profile("busy_machine", deadline=None)
settings.load_profile("busy_machine")
