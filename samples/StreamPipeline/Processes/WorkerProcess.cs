using RedisAi.Samples.StreamPipeline.Work;

namespace RedisAi.Samples.StreamPipeline.Processes;

/// <summary>This program once more, as a worker.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly OwnProcess _process;
    private bool _isKilled;

    /// <param name="name">The worker's name.</param>
    /// <param name="redis">Where Redis is.</param>
    public WorkerProcess(string name, string redis)
    {
        Name = name;
        _process = new OwnProcess(Program(out string[] first), [.. first, "--worker", name, "--redis", redis], Worker.ReadyLine);
    }

    public string Name { get; }

    public WorkerState State => _isKilled ? WorkerState.Killed : _process.SaidAsync().IsCompleted ? WorkerState.Working : WorkerState.Starting;

    /// <summary>Complete when it works.</summary>
    /// <exception cref="IOException">It has ended instead.</exception>
    public Task WorksAsync(CancellationToken cancellationToken) => _process.SaidAsync().WaitAsync(cancellationToken);

    public void Kill()
    {
        _isKilled = true;
        _process.Kill();
    }

    /// <exception cref="IOException">It has ended, and nobody wanted that.</exception>
    public void ThrowIfEnded()
    {
        if (!_isKilled && _process.HasEnded)
        {
            throw new IOException($"{Name} has ended: {_process.LastLines}");
        }
    }

    /// <summary>Lets it end what is under way.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _isKilled ? Task.CompletedTask : _process.StopAsync(cancellationToken);

    public void Dispose() => _process.Dispose();

    /// <summary>What runs this program: itself, or dotnet with its path.</summary>
    private static string Program(out string[] first)
    {
        string path = Environment.ProcessPath!;
        first = Path.GetFileNameWithoutExtension(path) == "dotnet" ? [typeof(WorkerProcess).Assembly.Location] : [];
        return path;
    }
}
