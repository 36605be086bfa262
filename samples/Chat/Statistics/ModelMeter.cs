using Microsoft.Extensions.DependencyInjection;

namespace RedisAi.Samples.Chat.Statistics;

/// <summary>Counts what happens to the model under one key.</summary>
internal sealed class ModelMeter([ServiceKey] string key)
{
    private ModelInterval _now = new();
    private long _asked;
    private long _remembered;

    public string Key => key;

    /// <summary>The interval that is measured now.</summary>
    public ModelInterval Now => Volatile.Read(ref _now);

    /// <summary>How many times simulated users asked for what they had told.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>How many of these answers were right.</summary>
    public long Remembered => Volatile.Read(ref _remembered);

    public void RecordAnswer() => Now.RecordAnswer();

    public void RecordMemory(bool isRight)
    {
        Interlocked.Increment(ref _asked);
        if (isRight)
        {
            Interlocked.Increment(ref _remembered);
        }
    }

    /// <summary>Ends the interval, and begins the next one.</summary>
    public ModelInterval Take() => Interlocked.Exchange(ref _now, new ModelInterval());
}
