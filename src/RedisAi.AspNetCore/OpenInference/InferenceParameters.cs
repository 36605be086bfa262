namespace RedisAi.AspNetCore.OpenInference;

/// <summary>What a request asks for beyond its inputs and outputs.</summary>
internal struct InferenceParameters
{
    /// <summary>The longest time that is told to the engine; whoever asks for more means any.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    /// <summary>The sequence that the request belongs to; null for none.</summary>
    public string? Sequence { get; set; }

    /// <summary>Whether the sequence begins with it.</summary>
    public bool IsStart { get; set; }

    /// <summary>Whether the sequence ends with it.</summary>
    public bool IsEnd { get; set; }

    /// <summary>How long it may take; null where it does not say.</summary>
    public TimeSpan? Timeout { get; private set; }

    /// <summary>Whether outputs are answered as bytes that do not say otherwise.</summary>
    public bool IsBinary { get; set; }

    /// <summary>Sets the time; 0 is none, as with Triton.</summary>
    public void SetTimeout(ulong microseconds)
    {
        ulong longest = (ulong)(s_longest.Ticks / TimeSpan.TicksPerMicrosecond);
        Timeout = microseconds == 0 ? null : microseconds > longest ? s_longest : TimeSpan.FromMicroseconds((long)microseconds);
    }
}
