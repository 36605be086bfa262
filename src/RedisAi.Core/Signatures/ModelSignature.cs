namespace RedisAi;

/// <summary>What a model takes and gives. Immutable.</summary>
public sealed class ModelSignature
{
    /// <summary>Creates a signature.</summary>
    /// <param name="inputs">The inputs, in the order of positional calls.</param>
    /// <param name="outputs">The outputs, in the order of positional results.</param>
    /// <exception cref="ArgumentException">A name is missing or comes twice.</exception>
    public ModelSignature(IEnumerable<TensorSpec> inputs, IEnumerable<TensorSpec> outputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(outputs);
        Inputs = Unique(inputs, nameof(inputs));
        Outputs = Unique(outputs, nameof(outputs));
    }

    /// <summary>Gets the inputs, in the order of positional calls.</summary>
    public IReadOnlyList<TensorSpec> Inputs { get; }

    /// <summary>Gets the outputs, in the order of positional results; none if only a run tells what they are.</summary>
    public IReadOnlyList<TensorSpec> Outputs { get; }

    /// <summary>Gets whether only a run tells how many outputs there are and what they are called: <see cref="ModelResult.Outputs"/>.</summary>
    /// <value>The default is <see langword="false"/>. Where it is true, <see cref="Outputs"/> is empty.</value>
    public bool HasOpenOutputs { get; init; }

    /// <summary>Returns the signature as text, as in <c>(x Float32[-1,4]) -> (y Float32[-1,2])</c>.</summary>
    public override string ToString() => $"({string.Join(", ", Inputs)}) -> ({(HasOpenOutputs ? "..." : string.Join(", ", Outputs))})";

    /// <summary>The place of an output; throws when there is none of that name.</summary>
    internal static int IndexOf(IReadOnlyList<TensorSpec> outputs, string name) =>
        PlaceOf(outputs, name) is var place and >= 0 ? place : throw new KeyNotFoundException($"There is no output '{name}'; there are {string.Join(", ", outputs.Select(static output => $"'{output.Name}'"))}.");

    /// <summary>The place of a name; -1 when it is not there.</summary>
    internal static int PlaceOf(IReadOnlyList<TensorSpec> specs, string name)
    {
        for (int i = 0; i < specs.Count; i++)
        {
            if (specs[i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }

    private static TensorSpec[] Unique(IEnumerable<TensorSpec> specs, string parameter)
    {
        TensorSpec[] array = [.. specs];
        HashSet<string> names = [];
        foreach (TensorSpec spec in array)
        {
            if (spec is null || spec.Name is null || !names.Add(spec.Name))
            {
                throw new ArgumentException($"The name '{spec?.Name}' is missing or comes twice.", parameter);
            }
        }

        return array;
    }
}
