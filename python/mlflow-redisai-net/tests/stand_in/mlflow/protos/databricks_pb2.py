class _Enum:
    """Looks up codes both ways, as the enums of protobuf do."""

    def __init__(self, names):
        self._numbers = {name: number for number, name in enumerate(names, start=1)}

    def keys(self):
        return list(self._numbers)

    def Value(self, name):
        if name not in self._numbers:
            raise ValueError(f"no code is named {name}")
        return self._numbers[name]

    def Name(self, number):
        for name, value in self._numbers.items():
            if value == number:
                return name
        raise ValueError(f"no code has the number {number}")


ErrorCode = _Enum(
    [
        "INTERNAL_ERROR",
        "TEMPORARILY_UNAVAILABLE",
        "DEADLINE_EXCEEDED",
        "REQUEST_LIMIT_EXCEEDED",
        "RESOURCE_CONFLICT",
        "ENDPOINT_NOT_FOUND",
        "RESOURCE_DOES_NOT_EXIST",
        "RESOURCE_ALREADY_EXISTS",
        "INVALID_PARAMETER_VALUE",
        "BAD_REQUEST",
        "UNAUTHENTICATED",
        "PERMISSION_DENIED",
        "NOT_IMPLEMENTED",
    ]
)
