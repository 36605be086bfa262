using System.Diagnostics;
using RedisAi.Benchmarks.Goals.Batching;
using RedisAi.Store.Redis;

namespace RedisAi.Benchmarks.Goals.Sharing;

/// <summary>A process that owns a session, and takes steps of it until it is killed.</summary>
internal sealed class OwnerProcess : IDisposable
{
    /// <summary>The argument that makes this program that process; the server and the session follow.</summary>
    public const string Command = "owner";

    private const string Ready = "ready";

    /// <summary>How many steps go before it counts.</summary>
    private const int FirstSteps = 10;

    private readonly Process _process;

    private OwnerProcess(Process process) => _process = process;

    /// <summary>How long its lease lasts.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Starts one, and returns once it owns its session.</summary>
    public static OwnerProcess Start(string configuration, string session)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Command, configuration, session]) { UseShellExecute = false, RedirectStandardOutput = true };
        OwnerProcess owner = new(Process.Start(start)!);
        try
        {
            return owner._process.StandardOutput.ReadLine() == Ready ? owner : throw new InvalidOperationException("The owner of the session has ended.");
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>Does what the process is there for.</summary>
    public static int Serve(string configuration, string session)
    {
        using RedisAiEngine engine = SharedGru.Open(configuration, static options =>
        {
            options.LeaseTime = Lease;
            options.Writes = RedisWriteMode.WriteThrough;
        });
        IModel model = GruCallers.Load(engine);
        using AiTensor input = AiTensor.Create<float>([1, GruCallers.Size], static elements => elements.Fill(0.5f));
        for (int step = 1; ; step++)
        {
            model.Run([input], new InferenceOptions { Session = session }).Dispose();
            if (step == FirstSteps)
            {
                Console.WriteLine(Ready);
            }
        }
    }

    /// <summary>Kills it (SIGKILL).</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }
}
