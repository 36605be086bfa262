namespace RedisAi.Importers.Reading;

/// <summary>A field of the records of an array.</summary>
/// <param name="Name">Its name; empty for padding.</param>
/// <param name="Type">The type of its elements.</param>
/// <param name="Offset">Where it begins in the record, in bytes.</param>
/// <param name="Count">How many elements it has, side by side.</param>
internal sealed record NpyField(string Name, NpyType Type, int Offset, int Count);
