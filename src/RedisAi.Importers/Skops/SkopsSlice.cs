namespace RedisAi.Importers.Skops;

/// <summary>Python's slice: which positions of a sequence.</summary>
internal sealed class SkopsSlice(string path, long? start, long? stop, long? step) : SkopsValue(path)
{
    public override string Kind => "a slice";

    public long? Start => start;

    public long? Stop => stop;

    public long? Step => step;
}
