namespace RedisAi.Backends.TfLite.Format;

/// <summary>What a file says of a tensor.</summary>
/// <param name="Table">Where it says it.</param>
/// <param name="Type">The file's number of the element type.</param>
/// <param name="Shape">The lengths.</param>
/// <param name="HasContents">Whether the file has its elements.</param>
/// <param name="IsVariable">Whether it keeps its elements from run to run.</param>
internal sealed record GraphTensor(FlatTable Table, int Type, int[] Shape, bool HasContents, bool IsVariable)
{
    /// <summary>The number of elements, as far as a double counts.</summary>
    public double ElementCount { get; } = Shape.Aggregate(1.0, static (product, length) => product * length);

    /// <summary>How many scales its elements have: none, one, or one for each channel.</summary>
    public int ScaleCount => Table.TryTable(4, out FlatTable quantization) ? quantization.Vector(2).Count : 0;

    public string Name => Table.Text(3) ?? "";
}
