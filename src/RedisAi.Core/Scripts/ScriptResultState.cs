using RedisAi.Backends;
using RedisAi.Execution;

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
    public void EndRun() => UseValues(Outputs.Values);

    public int Count(int generation)
    {
        Check(generation);
        return Outputs.Count;
    }

    /// <summary>An index that is one of the results'.</summary>
    public int Checked(int generation, int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count(generation), nameof(index));
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

    protected override string WhyAbsent(int index) => "is None";

    protected override string Describe(int index) => Outputs.NameOf(index) is { } name ? $"The result '{name}'" : $"The result {index}";
}
