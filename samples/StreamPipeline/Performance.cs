using RedisAi.Samples.StreamPipeline.Acts;
using RedisAi.Samples.StreamPipeline.Calls;
using RedisAi.Samples.StreamPipeline.Processes;
using RedisAi.Samples.StreamPipeline.Watching;

namespace RedisAi.Samples.StreamPipeline;

/// <summary>What is seen while calls go on, and until the last of their windows was worked on.</summary>
internal sealed class Performance(Terminal terminal, Options options, Observer observer, WorkerPool workers, Callers callers, TimeProvider time)
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(250);

    /// <summary>What waits longer at the end will not come any more.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly IView _view = terminal.ReadKey is null ? new Lines(terminal.Out) : new Picture(terminal.Out);
    private readonly List<Takeover> _takeovers = [];
    private readonly List<WorkerProcess> _starting = [];
    private readonly long _began = time.GetTimestamp();

    private TimeSpan Now => time.GetElapsedTime(_began);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IDirector director = terminal.ReadKey is { } readKey ? new Keyboard(readKey, options.Duration) : new Timetable(options.Duration);
        using CancellationTokenSource hangUp = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task talking = Task.Run(() => callers.TalkAsync(hangUp.Token), CancellationToken.None);
        using PeriodicTimer clock = new(s_tick, time);
        while (!talking.IsCompleted && await clock.WaitForNextTickAsync(cancellationToken))
        {
            await LookAsync();
            switch (director.Next(Now))
            {
                case Act.Kill:
                    Kill();
                    break;
                case Act.Start:
                    Start();
                    break;
                case Act.End:
                    await hangUp.CancelAsync();
                    break;
            }
        }

        await talking;
        await EndAsync(clock, cancellationToken);
    }

    private async Task EndAsync(PeriodicTimer clock, CancellationToken cancellationToken)
    {
        TimeSpan ended = Now;
        Tell("all calls have ended");
        if (workers.All.All(static worker => worker.State == WorkerState.Killed))
        {
            Start();
        }

        // A worker that starts slowly is waited for, too: there is nothing to be seen of it otherwise.
        for (Figures figures = await LookAsync(); figures.Left > 0 || SomeStart(); figures = await LookAsync())
        {
            if (Now - ended > s_patience)
            {
                Tell($"what has not come is given up after {s_patience.TotalSeconds:0} s");
                return;
            }

            await clock.WaitForNextTickAsync(cancellationToken);
        }
    }

    private bool SomeStart() => _starting.Exists(static worker => worker.State == WorkerState.Starting);

    private async Task<Figures> LookAsync()
    {
        workers.ThrowIfEnded();
        Figures figures = await observer.TakeAsync(Now, callers.GoingOn);
        foreach (WorkerProcess worker in _starting.Where(static worker => worker.State == WorkerState.Working).ToArray())
        {
            _starting.Remove(worker);
            Tell($"{worker.Name} works");
        }

        foreach (Takeover takeover in _takeovers.Where(one => figures.Workers.All(worker => worker.Name != one.Worker || worker is { Calls: 0, Pending: 0 })).ToArray())
        {
            _takeovers.Remove(takeover);
            Tell($"nothing is with {takeover.Worker} any more, {(Now - takeover.At).TotalSeconds:0.0} s after it was killed");
        }

        _view.Show(figures);
        return figures;
    }

    private void Kill()
    {
        if (workers.KillOldest() is { } worker)
        {
            _takeovers.Add(new Takeover(worker.Name, Now));
            Tell($"{worker.Name} was killed");
        }
    }

    private void Start()
    {
        WorkerProcess worker = workers.Start();
        _starting.Add(worker);
        Tell($"{worker.Name} starts");
    }

    private void Tell(string what) => _view.Tell($"{Now.TotalSeconds,5:0.0} s  {what}");
}
