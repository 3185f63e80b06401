import hypothesis

from tests.built_models import reader, settings

__all__ = ["reader", "settings"]

hypothesis.settings.register_profile("busy_machine", deadline=None)
hypothesis.settings.load_profile("busy_machine")
