"""What `-C KEY=VALUE` or a dict in Python configures, in the one form that travels: texts under names."""

from .errors import invalid


def configuration(config):
    """
    The same settings as texts; nothing at all for None. Which keys there are, and what they may be, is known to the
    application alone: it checks them before it reads the model that comes with them.
    """
    if config is None:
        return {}
    if not isinstance(config, dict):
        raise invalid(f"config is a {type(config).__name__}; a dict of settings was expected, such as {{'batchsize': 8}}.")
    return {_key(key): _text(key, value) for key, value in config.items()}


def _key(key):
    if not isinstance(key, str) or not key:
        raise invalid(f"config has the key {key!r}; the keys of settings are texts, such as 'batchsize'.")
    return key


def _text(key, value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    raise invalid(f"config has a {type(value).__name__} as '{key}'; a text, a number or a bool was expected.")
