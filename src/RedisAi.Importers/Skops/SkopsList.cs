namespace RedisAi.Importers.Skops;

/// <summary>A list, a tuple, a set, or an array of Python objects.</summary>
/// <param name="path">Where it stands.</param>
/// <param name="kind">What it is, for messages.</param>
/// <param name="items">Its elements; of an array, the last axis fastest.</param>
/// <param name="shape">The lengths of an array's axes; of others, the length.</param>
internal sealed class SkopsList(string path, string kind, IReadOnlyList<SkopsValue> items, IReadOnlyList<long> shape) : SkopsValue(path)
{
    public override string Kind => kind;

    /// <summary>The lengths of an array's axes; of others, the length.</summary>
    public IReadOnlyList<long> Shape => shape;

    public override IReadOnlyList<SkopsValue> AsList() => items;
}
