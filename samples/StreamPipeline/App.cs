using Microsoft.Extensions.Hosting;
using RedisAi.Samples.CommandLine;
using RedisAi.Samples.StreamPipeline.Work;
using StackExchange.Redis;

namespace RedisAi.Samples.StreamPipeline;

/// <summary>The program, apart from the process that it runs in: a worker, or the whole demonstration, which starts workers.</summary>
internal sealed class App(Terminal terminal, TimeProvider time)
{
    public Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken) =>
        new Frame("StreamPipeline", terminal.Error).RunAsync(() => RunAsync(Options.Parse(arguments, isWatched: terminal.ReadKey is not null), cancellationToken), cancellationToken);

    private async Task<bool> RunAsync(Options options, CancellationToken cancellationToken)
    {
        if (options.ShowHelp)
        {
            await terminal.Out.WriteAsync(Options.Help);
            return true;
        }

        VoiceModel.ThrowIfMissing();
        if (options.WorkerName is { } name)
        {
            await WorkAsync(name, options.WorkerRedis, cancellationToken);
            return true;
        }

        try
        {
            return await new Demonstration(terminal, options, time).RunAsync(cancellationToken);
        }
        catch (RedisException error)
        {
            throw new IOException($"Redis: {error.Message}", error);
        }
    }

    private async Task WorkAsync(string name, string redis, CancellationToken cancellationToken)
    {
        using IHost host = Worker.Build(name, redis);
        await host.StartAsync(cancellationToken);
        await terminal.Out.WriteLineAsync(Worker.ReadyLine);

        // Who has started it closes its input to stop it, or is gone, and with it the other end of the input.
        Task input = Task.Run(Console.In.ReadToEnd, CancellationToken.None);
        await input.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync(CancellationToken.None);
    }
}
