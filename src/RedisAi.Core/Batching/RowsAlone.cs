namespace RedisAi.Batching;

/// <summary>The runs of single rows, with which all others are compared.</summary>
internal sealed class RowsAlone(int count) : IDisposable
{
    private readonly ProbeRun?[] _runs = new ProbeRun?[count];

    public ProbeRun? this[int row]
    {
        get => _runs[row];
        set => _runs[row] = value;
    }

    /// <summary>Whether two rows gave different answers: if none did, equal answers show nothing.</summary>
    public bool Differ(RowLayout layout) => _runs.Any(run => run is not null && _runs[0] is { } first && Differ(first, run, layout));

    public void Dispose()
    {
        foreach (ProbeRun? run in _runs)
        {
            run?.Dispose();
        }
    }

    private static bool Differ(ProbeRun first, ProbeRun second, RowLayout layout)
    {
        for (int i = 0; i < first.Outputs.Length; i++)
        {
            if (!RowComparison.IsSame(in first.Outputs[i], in second.Outputs[i], layout.OutputAxes[i], row: 0))
            {
                return true;
            }
        }

        return false;
    }
}
