from tests.built_models import reader, settings

__all__ = ["reader", "settings"]
