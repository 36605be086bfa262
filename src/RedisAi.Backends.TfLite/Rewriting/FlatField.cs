namespace RedisAi.Backends.TfLite.Rewriting;

/// <summary>A field of a table that is written: a number, or what it refers to.</summary>
/// <param name="Size">The bytes of the number, 4 for what refers; 0 for a field that is left out.</param>
/// <param name="Number">The number.</param>
/// <param name="Old">The place in the old file that it refers to; 0 for none.</param>
/// <param name="New">Writes what it refers to; null for none.</param>
internal readonly record struct FlatField(int Size, int Number, int Old, Func<FlatWriter, int>? New)
{
    public static FlatField None => default;

    public static FlatField Byte(int number) => new(1, number, 0, null);

    public static FlatField Int32(int number) => new(4, number, 0, null);

    /// <summary>What is in the old file at a place; nothing for 0.</summary>
    public static FlatField Of(int old) => old == 0 ? None : new FlatField(4, 0, old, null);

    public static FlatField Of(Func<FlatWriter, int> writes) => new(4, 0, 0, writes);
}
