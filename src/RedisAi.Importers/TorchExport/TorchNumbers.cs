namespace RedisAi.Importers.TorchExport;

/// <summary>Numbers that an exported program and TorchScript have for the same things.</summary>
internal static class TorchNumbers
{
    /// <summary>The layout of dense tensors, in an exported program.</summary>
    public const long StridedLayout = 7;

    /// <summary>TorchScript's number of a layout.</summary>
    public static int Layout(JsonPart number) =>
        number.Integer == StridedLayout ? 0 : throw new InvalidDataException($"{number.Place} is the layout {number.Integer}; only dense tensors are supported.");

    /// <summary>TorchScript's number of an order of the axes in memory.</summary>
    public static int MemoryFormat(JsonPart number) => number.Integer switch
    {
        1 => 0, // contiguous
        2 => 2, // channels last
        3 => 3, // channels last, of three dimensions
        4 => 1, // as it is
        var other => throw number.Damage($"is {other}, which is the number of no order of axes"),
    };
}
