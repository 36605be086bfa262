namespace RedisAi.Backends.Onnx.Refusals;

/// <summary>What a column may not hold.</summary>
internal sealed class ColumnRefusals
{
    /// <summary>Who refuses infinities; null for nobody.</summary>
    public string? InfinityBy { get; set; }

    /// <summary>Who refuses NaN and the empty text; null for nobody.</summary>
    public string? MissingBy { get; set; }

    /// <summary>What alone is taken, by each that takes only some values.</summary>
    public List<KnownValues> Known { get; } = [];

    /// <summary>What is wrong with a text; null when nothing is.</summary>
    public string? FindFault(string text)
    {
        if (text.Length == 0 && MissingBy is not null)
        {
            return $"an empty text, which stands for a missing value that {MissingBy} refuses";
        }

        foreach (KnownValues known in Known)
        {
            if (known.FindFault(text) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>What is wrong with a number; null when nothing is.</summary>
    public string? FindFault(double number)
    {
        if (double.IsNaN(number) && MissingBy is not null)
        {
            return $"NaN, a missing value that {MissingBy} refuses";
        }

        if (double.IsInfinity(number) && InfinityBy is not null)
        {
            return $"an infinity, which {InfinityBy} refuses";
        }

        foreach (KnownValues known in Known)
        {
            if (known.FindFault(number) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }
}
