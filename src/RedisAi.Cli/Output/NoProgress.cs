namespace RedisAi.Cli.Output;

/// <summary>Progress that nobody looks at.</summary>
internal sealed class NoProgress : IProgress<double>
{
    public void Report(double value)
    {
    }
}
