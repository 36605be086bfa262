namespace RedisAi.Tensors.Formats;

/// <summary>A field of records, as an .npy header has it.</summary>
/// <param name="Name">Its name; empty for padding.</param>
/// <param name="Type">The type of its elements as numpy spells it.</param>
/// <param name="Shape">The lengths of its axes; none for a single element.</param>
internal sealed record NpyHeaderField(string Name, string Type, long[] Shape);
