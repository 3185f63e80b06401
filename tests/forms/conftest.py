from hypothesis import settings

# The machine that runs the tests may be busy; slowness is measured in processor time by its own test.
settings.register_profile("forms", deadline=None)
settings.load_profile("forms")
