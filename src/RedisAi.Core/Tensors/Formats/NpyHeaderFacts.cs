namespace RedisAi.Tensors.Formats;

/// <summary>What the text of an .npy header says, of whatever elements.</summary>
/// <param name="Descr">The type of the elements as numpy spells it; null for records.</param>
/// <param name="Fields">The fields of records, in their order; none for other elements.</param>
/// <param name="FortranOrder">Whether the first axis, not the last, is the one whose elements are side by side.</param>
/// <param name="Shape">The lengths of the axes, none of them negative.</param>
internal sealed record NpyHeaderFacts(string? Descr, IReadOnlyList<NpyHeaderField> Fields, bool FortranOrder, long[] Shape);
