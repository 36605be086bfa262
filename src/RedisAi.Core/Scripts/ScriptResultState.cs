using RedisAi.Backends;
using RedisAi.Execution;
using RedisAi.Tensors;

namespace RedisAi.Scripts;

/// <summary>The results of one call of a script.</summary>
/// <remarks>The values are in the array of <see cref="Outputs"/>, which the base class releases.</remarks>
internal sealed class ScriptResultState() : ResultState(0)
{
    /// <summary>Where a call puts its results.</summary>
    public RunOutputs Outputs { get; } = new();

    /// <summary>Forgets an earlier call, whose values were released.</summary>
    public void BeginRun() => Outputs.Forget();

    /// <summary>Takes over what the call has given, whether it succeeded or not.</summary>
    public void EndRun() => UseValues(Outputs.Values, Outputs.Count);

    public int Count(int generation)
    {
        Check(generation);
        return Outputs.Count;
    }

    /// <summary>An index that is one of the results'.</summary>
    public int Checked(int generation, int index)
    {
        if ((uint)index >= (uint)Count(generation))
        {
            ThrowNoOutput(index);
        }

        return index;
    }

    public int IndexOf(int generation, string name)
    {
        int count = Count(generation);
        for (int i = 0; i < count; i++)
        {
            if (Outputs.NameOf(i) == name)
            {
                return i;
            }
        }

        string names = string.Join(", ", Enumerable.Range(0, count).Select(Outputs.NameOf).OfType<string>().Select(static known => $"'{known}'"));
        throw new KeyNotFoundException($"There is no result '{name}'; {(names.Length > 0 ? $"there are {names}" : "the results have no names")}.");
    }

    /// <summary>What the results are.</summary>
    public IReadOnlyList<TensorSpec> Specs(int generation)
    {
        TensorSpec[] specs = new TensorSpec[Count(generation)];
        for (int i = 0; i < specs.Length; i++)
        {
            // One that was detached has type and shape still.
            TensorValue value = Values[i];
            string name = Outputs.NameOf(i) ?? "";
            specs[i] = value.Shape is null
                ? new TensorSpec(name, TensorDataType.Undefined, ShapePattern.Any) { IsOptional = true }
                : new TensorSpec(name, value.DataType, new ShapePattern(value.Shape.Dimensions));
        }

        return specs;
    }

    protected override string? NameOf(int index) => Outputs.NameOf(index);

    protected override string WhyAbsent(int index) => "is None";

    protected override string Describe(int index) => Outputs.NameOf(index) is { } name ? $"The result '{name}'" : $"The result {index}";
}
