using System.Diagnostics;
using RedisAi.Backends.Onnx;
using RedisAi.Backends.Torch;
using RedisAi.Testing;

namespace RedisAi.Soak;

/// <summary>What all workers share: the engines, the time, the counts.</summary>
internal sealed class SoakContext : IAsyncDisposable
{
    /// <summary>Less than the states of the sessions that use it take.</summary>
    private const long TightBytes = 2_000;

    private readonly int _seed;
    private volatile Pause? _pause;
    private volatile bool _isOver;

    public SoakContext(int seed)
    {
        _seed = seed;
        Folder = Directory.CreateTempSubdirectory("redisai-soak-").FullName;
        RedisAiOptions tight = new() { Tensors = { MaxBytes = TightBytes, Eviction = TensorEviction.LeastRecentlyUsed } };
        Tight = new RedisAiEngine(tight, []);
    }

    /// <summary>The engine that most workers share, as long as the run is.</summary>
    public RedisAiEngine Main { get; } = new(new OnnxBackend(), new TorchBackend());

    /// <summary>One whose store is too small, so that it evicts.</summary>
    public RedisAiEngine Tight { get; }

    /// <summary>Runs models one call at a time, without sessions: what answers are compared with.</summary>
    public RedisAiEngine Reference { get; } = new(new OnnxBackend(), new TorchBackend());

    public Tally Tally { get; } = new();

    /// <summary>For files that are gone when the run is over.</summary>
    public string Folder { get; }

    /// <summary>Set while all are to stand still.</summary>
    public Pause? Pause
    {
        get => _pause;
        set => _pause = value;
    }

    public bool IsOver
    {
        get => _isOver;
        set => _isOver = value;
    }

    /// <summary>The time by which workers judge what may have expired or been replaced.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>Random numbers that are the same for a seed, whichever other workers there are.</summary>
    public Random RandomFor(string name)
    {
        uint hash = 2_166_136_261;
        foreach (char letter in name)
        {
            hash = unchecked((hash ^ letter) * 16_777_619);
        }

        return new Random(unchecked((int)hash ^ (_seed * 486_187_739)));
    }

    public static ModelSource Onnx(string name) => ModelSource.FromFile(TestData.Path("onnx", name + ".onnx"));

    public static ModelSource Torch(string name) => ModelSource.FromFile(TestData.Path("torch", name + ".pt"));

    public async ValueTask DisposeAsync()
    {
        await Main.DisposeAsync();
        await Tight.DisposeAsync();
        await Reference.DisposeAsync();
        DeleteFolder();
    }

    /// <summary>Deletes the folder, if it is still there. Of a run that failed a worker may still write to it: what cannot be deleted then stays.</summary>
    public void DeleteFolder()
    {
        try
        {
            if (Directory.Exists(Folder))
            {
                Directory.Delete(Folder, recursive: true);
            }
        }
        catch (IOException) when (IsOver)
        {
        }
    }
}
