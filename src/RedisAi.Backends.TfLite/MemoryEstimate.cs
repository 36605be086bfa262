using RedisAi.Backends.TfLite.Format;
using RedisAi.Backends.TfLite.Interop;

namespace RedisAi.Backends.TfLite;

/// <summary>Refuses shapes that no memory suffices for: the library ends the process when it finds none.</summary>
internal static class MemoryEstimate
{
    /// <summary>Of an input as the file declares it: 32 million, a picture of 3200 x 3200 in colour.</summary>
    private const long MaxDeclared = 1 << 25;

    /// <exception cref="ModelLoadException">The file declares an input that is larger than any that somebody means.</exception>
    public static void CheckDeclared(GraphFacts facts)
    {
        for (int i = 0; i < facts.InputShapes.Length; i++)
        {
            if (facts.InputShapes[i].ElementCount > MaxDeclared)
            {
                throw new ModelLoadException($"Its input '{facts.Signature.Inputs[i].Name}' has the shape {facts.InputShapes[i]}, and the most are {MaxDeclared} elements. Convert the model with an open length there.");
            }
        }
    }

    /// <summary>Compares what a run takes, by what the file tells of one of its own shapes, with what the machine has.</summary>
    /// <exception cref="BackendException">There is not enough.</exception>
    public static void Check(GraphFacts facts, TensorShape[] shapes)
    {
        double elements = Spread(shapes);
        double bytes = elements / Math.Max(1, Spread(facts.InputShapes)) * facts.ActivationBytes;
        if (elements > int.MaxValue || bytes > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
        {
            throw new BackendException(
                TfLiteLibrary.BackendName, 0, $"A run on {string.Join(", ", shapes.AsEnumerable())} would have tensors of up to {elements:F0} elements, and take up to {bytes:F0} bytes. That is more than the library counts, or this machine has.");
        }
    }

    /// <summary>The elements of what inputs give together when each length of one meets each of another, as in sums and products; of those with as many axes, since others do not meet so.</summary>
    private static double Spread(TensorShape[] shapes)
    {
        double most = 1;
        foreach (IGrouping<int, TensorShape> alike in shapes.GroupBy(static shape => shape.Rank))
        {
            double elements = 1;
            for (int axis = 0; axis < alike.Key; axis++)
            {
                elements *= alike.Max(shape => shape[axis]);
            }

            most = Math.Max(most, elements);
        }

        return most;
    }
}
