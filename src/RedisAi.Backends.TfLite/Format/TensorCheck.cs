namespace RedisAi.Backends.TfLite.Format;

/// <summary>Whether a tensor can be what a file says.</summary>
internal static class TensorCheck
{
    /// <summary>The library counts elements in 32 bits in places.</summary>
    private const double MaxElements = int.MaxValue;

    private const int Sparsity = 6;

    /// <param name="tensor">The tensor.</param>
    /// <param name="index">Its number.</param>
    /// <param name="bytes">How many bytes of contents the file has for it.</param>
    /// <exception cref="ModelLoadException">It cannot.</exception>
    public static void Check(GraphTensor tensor, int index, long bytes)
    {
        if (!TfLiteElement.IsKnown(tensor.Type))
        {
            throw Unsound(index, $"has elements of type {tensor.Type}");
        }

        if (Array.Exists(tensor.Shape, static length => length < 0) || tensor.Shape.Aggregate(1.0, static (product, length) => product * Math.Max(length, 1)) > MaxElements)
        {
            throw Unsound(index, $"has the shape [{string.Join(',', tensor.Shape)}]");
        }

        // What is sparse is packed by rules of its own.
        int size = TfLiteElement.SizeOf(tensor.Type);
        if (tensor.HasContents && size > 0 && !tensor.Table.TryTable(Sparsity, out _) && bytes != size * tensor.ElementCount)
        {
            throw Unsound(index, $"takes {size * tensor.ElementCount:F0} bytes, and the file has {bytes} for it");
        }

        if (tensor.IsVariable && tensor.HasContents)
        {
            throw Unsound(index, "is a variable, and is written to the file");
        }
    }

    private static ModelLoadException Unsound(int index, string what) => new($"It is not a sound TensorFlow Lite model: its tensor {index} {what}.");
}
