namespace RedisAi.Conformance;

/// <summary>What became of damaged files.</summary>
public sealed class FuzzReport
{
    /// <summary>How many were tried.</summary>
    public int Tried { get; set; }

    /// <summary>Whether that was all of them.</summary>
    public bool IsComplete { get; set; }

    /// <summary>How many ended how, in the target's words.</summary>
    public Dictionary<string, int> Counts { get; } = new() { ["refused"] = 0, ["ran"] = 0, ["loaded"] = 0, ["failed"] = 0, ["stopped"] = 0 };

    /// <summary>Those that ended the process, hung, or took too much memory until it was ended.</summary>
    public List<string> Deaths { get; } = [];

    /// <summary>Those that did what none may do.</summary>
    public List<string> Failures { get; } = [];

    public override string ToString() =>
        $"{Tried} tried; {string.Join(", ", Counts.Select(static count => $"{count.Value} {count.Key}"))}; {Deaths.Count} ended the process, hung or took too much memory{string.Concat(Deaths.Select(static death => $"\n  {death}"))}";
}
