namespace RedisAi.Cli.Tensors;

/// <summary>Element types by the names that are typed and shown: numpy's, in small letters.</summary>
internal static class TensorTypes
{
    private static readonly Dictionary<string, TensorDataType> s_otherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["float"] = TensorDataType.Float32,
        ["double"] = TensorDataType.Float64,
        ["half"] = TensorDataType.Float16,
    };

    /// <summary>All names, for messages.</summary>
    public static string All { get; } = string.Join(", ", Enum.GetValues<TensorDataType>().Where(static type => type != TensorDataType.Undefined).Select(NameOf));

    /// <summary>The name of a type; null where there is none.</summary>
    public static string? NameOf(TensorDataType type) => type == TensorDataType.Undefined ? null : type.ToString().ToLowerInvariant();

    /// <summary>The type of a name, or of RedisAI's name; undefined where there is none.</summary>
    public static TensorDataType Parse(string name) =>
        s_otherNames.TryGetValue(name, out TensorDataType other) ? other
        : Array.Find(Enum.GetValues<TensorDataType>(), type => name.Equals(NameOf(type), StringComparison.OrdinalIgnoreCase));
}
