namespace RedisAi.Samples.CommandLine;

/// <summary>Ctrl-C as a token: the first one ends the run in order, a second one the process at once.</summary>
internal sealed class CtrlC : IDisposable
{
    private readonly CancellationTokenSource _interrupted = new();

    public CtrlC() => Console.CancelKeyPress += Press;

    public CancellationToken Token => _interrupted.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Press;
        _interrupted.Dispose();
    }

    private void Press(object? sender, ConsoleCancelEventArgs press)
    {
        press.Cancel = !_interrupted.IsCancellationRequested;
        _interrupted.Cancel();
    }
}
