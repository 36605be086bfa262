namespace RedisAi.Soak;

/// <summary>What is done to one call, mostly nothing: it is cancelled at a random moment, or gets little time. Tells which failures that excuses.</summary>
internal sealed class Provocation : IAsyncDisposable
{
    private readonly Tally _tally;
    private readonly CancellationTokenSource? _source;
    private readonly Task _cancellation;

    private Provocation(Tally tally, CancellationTokenSource? source, Task cancellation, InferenceOptions options)
    {
        _tally = tally;
        _source = source;
        _cancellation = cancellation;
        Options = options;
    }

    public InferenceOptions Options { get; }

    public CancellationToken Token => _source?.Token ?? default;

    /// <summary>Whether the call was asked to fail by what it was given.</summary>
    public bool IsPoisoned { get; init; }

    /// <summary>Whether the model may refuse it.</summary>
    public bool MayBeRefused { get; init; }

    /// <summary>Whether something within the call fails, for which there is a fallback: that is left out where the time does not suffice for it.</summary>
    public bool HasFallback { get; init; }

    /// <summary>Draws what is done to a call.</summary>
    public static Provocation Draw(Random random, Tally tally, InferenceOptions options, bool isPoisoned = false, bool mayBeRefused = false, bool hasFallback = false)
    {
        CancellationTokenSource? source = null;
        Task cancellation = Task.CompletedTask;
        switch (random.Next(100))
        {
            case < 3:
                source = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(1, 6)));
                break;
            case < 7:
                source = new CancellationTokenSource();
                cancellation = Task.Run(source.Cancel);
                break;
            case < 8:
                source = new CancellationTokenSource();
                source.Cancel();
                break;
            case < 12:
                options.Timeout = TimeSpan.FromMilliseconds(random.Next(1, 8));
                break;
            default:
                break;
        }

        return new Provocation(tally, source, cancellation, options) { IsPoisoned = isPoisoned, MayBeRefused = mayBeRefused, HasFallback = hasFallback };
    }

    /// <summary>Whether an error is what was provoked; counts it.</summary>
    public bool Excuses(Exception error)
    {
        string? kind = Kind(error is DagExecutionException { InnerException: { } cause } ? cause : error);
        if (kind is null)
        {
            return false;
        }

        _tally.Provoked(kind);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _cancellation;
        _source?.Dispose();
    }

    private string? Kind(Exception error) => error switch
    {
        OperationCanceledException cancelled when _source is not null && cancelled.CancellationToken == _source.Token && _source.IsCancellationRequested => "cancelled",
        TimeoutException when Options.Timeout is not null => "timed out",
        EngineOverloadedException when Options.Timeout is not null || MayBeRefused => "refused",
        ProvokedException when IsPoisoned || (HasFallback && Options.Timeout is not null) => "asked to fail",
        _ => null,
    };
}
