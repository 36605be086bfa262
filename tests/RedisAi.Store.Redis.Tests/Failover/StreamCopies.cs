using Microsoft.Extensions.Hosting;
using RedisAi.StreamHost;
using RedisAi.Testing;
using RedisAi.Testing.Redis;

namespace RedisAi.Store.Redis.Tests.Failover;

/// <summary>Workers that share a stream, two in this process and one in a process that can be killed, and producers that give them messages without a rest.</summary>
internal sealed class StreamCopies : IAsyncDisposable
{
    private const int Sessions = 12;

    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly List<IHost> _hosts = [];
    private readonly RecordedLog _log = new();
    private readonly Func<RedisServer> _master;
    private readonly StreamAccount _account;
    private readonly string[] _arguments;
    private ChildProcess? _process;

    private StreamCopies(string configuration, Func<RedisServer> master, int replicas, string tag)
    {
        _master = master;
        _account = new StreamAccount(tag);
        _arguments = [ChildProcess.ProgramOf("RedisAi.StreamHost"), configuration, $"{s_lease.TotalMilliseconds:F0}", $"{s_step.TotalMilliseconds:F0}", $"{replicas}", tag];
        Load = new StreamLoad(master, _account.Input, replicas, Sessions, Tally);
    }

    public Tally Tally { get; } = new();

    public StreamLoad Load { get; }

    /// <summary>Starts the workers.</summary>
    /// <param name="configuration">How they find Redis.</param>
    /// <param name="master">The server that has the streams; may throw while there is none.</param>
    /// <param name="replicas">How many replicas must have messages and steps.</param>
    /// <param name="tag">The hash tag of the streams, for a cluster.</param>
    public static async Task<StreamCopies> StartAsync(string configuration, Func<RedisServer> master, int replicas, string tag = "")
    {
        StreamCopies copies = new(configuration, master, replicas, tag);
        try
        {
            for (int i = 0; i < 2; i++)
            {
                IHost host = WorkerHost.Create(
                    configuration, s_lease, static worker => worker.SessionBatchSize = 4, s_step, copies._log, store: options => options.Replicas = replicas, tag: tag);
                copies._hosts.Add(host);
                await host.StartAsync();
            }

            await copies.StartProcessAsync();
            return copies;
        }
        catch
        {
            await copies.DisposeAsync();
            throw;
        }
    }

    /// <summary>The database was emptied.</summary>
    public void Forget() => _account.Forget();

    /// <summary>Kills the process that can be killed.</summary>
    public void KillProcess() => _process!.Kill();

    /// <summary>Starts another in its place.</summary>
    public async Task StartProcessAsync()
    {
        _process?.Dispose();
        _process = new ChildProcess(ChildProcess.DotnetPath, _arguments);
        if (await _process.ReadLineAsync(s_patience) != "started")
        {
            throw new InvalidOperationException(await _process.ErrorsAsync());
        }
    }

    /// <summary>Lets producers write, makes trouble, waits until messages come through again, and until all are ended; then compares.</summary>
    /// <param name="trouble">The trouble.</param>
    /// <param name="settled">Waits until the servers are well again.</param>
    /// <param name="mayLose">Whether messages that were acknowledged may be gone.</param>
    public async Task RoundAsync(Func<Task> trouble, Func<Task> settled, bool mayLose = false)
    {
        using CancellationTokenSource stop = new();
        Task load = Load.RunAsync(stop.Token);
        try
        {
            await ServedAsync("before");
            await trouble();
            await ServedAsync("after");
        }
        finally
        {
            await stop.CancelAsync();
            await load;
        }

        await settled();
        await UntilAsync(() => _account.IsDone(_master()), "all messages are ended");
        List<string> acknowledged = Taken();
        _account.Compare(_master(), mayLose ? [] : acknowledged, Tally);
        Assert.True(Tally.Faults.Count == 0 && Tally.Lost == 0, $"{Tally}\n{string.Join('\n', Tally.Faults.Take(20))}");
    }

    public async ValueTask DisposeAsync()
    {
        _process?.Dispose();
        foreach (IHost host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }
    }

    /// <summary>Waits until a message of now has its output.</summary>
    private async Task ServedAsync(string when)
    {
        int acknowledged = Load.Acknowledged.Count;
        await UntilAsync(() => Load.Acknowledged.Count > acknowledged, $"messages are taken {when} the trouble");
        long outputs = -1;
        await UntilAsync(
            () =>
            {
                long now = _master().Execute("XLEN", _account.Output).ToNumber();
                outputs = outputs < 0 ? now : outputs;
                return now > outputs;
            },
            $"outputs come {when} the trouble");
    }

    private List<string> Taken()
    {
        List<string> taken = [];
        while (Load.Acknowledged.TryDequeue(out string? id))
        {
            taken.Add(id);
        }

        return taken;
    }

    private async Task UntilAsync(Func<bool> condition, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!Try(condition))
        {
            if (TimeProvider.System.GetElapsedTime(started) > s_patience)
            {
                string log = string.Join('\n', _log.Entries.TakeLast(30).Select(static entry => $"{entry.Id.Id} {entry.Message} {entry.Exception?.Message}"));
                throw new TimeoutException($"Waited {s_patience.TotalSeconds} seconds in vain: {what}. {Tally}\n{_account.Describe(_master())}\n{log}");
            }

            await Task.Delay(s_pause, TimeProvider.System);
        }
    }

    private static bool Try(Func<bool> condition)
    {
        try
        {
            return condition();
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            return false;
        }
    }
}
