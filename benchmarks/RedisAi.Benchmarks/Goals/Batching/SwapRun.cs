using System.Globalization;
using RedisAi.Backends.Onnx;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Replaces a model many times while it is called. Each version answers with its number.</summary>
internal sealed class SwapRun : IDisposable
{
    private const int Swaps = 1_000;

    /// <summary>How many swaps go before what counts for memory: pools and compiled code are there by then.</summary>
    private const int First = 100;

    private const string Key = "versioned";
    private const int Callers = 8;

    private readonly Owned _owned = new();
    private readonly RedisAiEngine _engine;
    private readonly AiTensor[] _zeros;
    private readonly byte[] _file = File.ReadAllBytes(ModelFiles.PathOf(Key));
    private readonly int _place;

    private volatile int _acknowledged;
    private int _answered;
    private int _failed;
    private int _stale;
    private string? _failure;

    private SwapRun()
    {
        _engine = _owned.Add(new RedisAiEngine(new OnnxBackend()));
        _zeros = [_owned.Add(AiTensor.Create<float>([1, 64], static elements => elements.Clear()))];
        _place = _file.AsSpan().IndexOf(BitConverter.GetBytes(123_456.789f));
    }

    /// <summary>Does it all.</summary>
    public static async Task<SwapResult> MeasureAsync()
    {
        using SwapRun run = new();
        await run.StoreAsync(0);
        await run.SwapAsync(1, First);
        Footprint before = Footprint.Take();
        await run.SwapAsync(First + 1, Swaps);
        return new SwapResult(run._answered, run._failed, run._stale, run._failure, before, Footprint.Take());
    }

    public void Dispose() => _owned.Dispose();

    private async Task SwapAsync(int from, int to)
    {
        using CancellationTokenSource stop = new();
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(stop.Token), CancellationToken.None))];
        for (int version = from; version <= to; version++)
        {
            await StoreAsync(version);
            _acknowledged = version;
        }

        await stop.CancelAsync();
        await Task.WhenAll(callers);

        // How many slots callers have made of the last version is chance; this one has none.
        await StoreAsync(to);
    }

    private async Task StoreAsync(int version)
    {
        byte[] file = [.. _file];
        BitConverter.TryWriteBytes(file.AsSpan(_place), (float)version);
        await _engine.Models.StoreAsync(Key, ModelSource.FromBytes(file), new ModelOptions { Tag = version.ToString(CultureInfo.InvariantCulture) });
    }

    private async Task CallAsync(CancellationToken stop)
    {
        IModel model = _engine.Models[Key];
        while (!stop.IsCancellationRequested)
        {
            // So that whoever stores the model gets a thread, too.
            await Task.Yield();
            int acknowledged = _acknowledged;
            try
            {
                using ModelResult result = await model.RunAsync(_zeros, cancellationToken: CancellationToken.None);
                Interlocked.Increment(ref _answered);
                if ((int)result.AsSpan<float>(0)[0] < acknowledged)
                {
                    Interlocked.Increment(ref _stale);
                }
            }
#pragma warning disable CA1031 // Whatever it is, it is what is counted.
            catch (Exception error)
#pragma warning restore CA1031
            {
                _failure ??= $"{error.GetType().Name}: {error.Message}";
                Interlocked.Increment(ref _failed);
            }
        }
    }
}
