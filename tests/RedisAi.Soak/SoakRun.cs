using System.Diagnostics;
using RedisAi.Soak.Memory;

namespace RedisAi.Soak;

/// <summary>Lets the workers work, has them stand still now and then to count what is left, and says what came of it.</summary>
internal sealed class SoakRun(SoakOptions options, SoakContext soak)
{
    /// <summary>What takes longer than this hangs.</summary>
    private static readonly TimeSpan s_longestStep = TimeSpan.FromMinutes(2);

    private readonly List<Sample> _samples = [];
    private readonly TaskCompletionSource<Exception> _failure = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private IReadOnlyList<Worker> _workers = [];
    private Dictionary<string, long> _base = [];
    private Task[] _running = [];
    private int _reported;

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

    /// <summary>Returns the exit code.</summary>
    public async Task<int> RunAsync()
    {
        Console.WriteLine($"Soak: seed {options.Seed}, {options.Duration.TotalMinutes:0.##} minutes, measured every {options.Period.TotalSeconds:0} s, {Environment.ProcessorCount} processors.");
        TaskScheduler.UnobservedTaskException += (_, error) => Report("a task that nobody awaits", error.Exception);
        Task<bool> run = TryRunAsync();
        if (await Task.WhenAny(run, _failure.Task) == run && await run)
        {
            return 0;
        }

        // Native code that still runs while the process ends would end it otherwise.
        soak.IsOver = true;
        soak.Pause = new Pause(_workers.Count);
        soak.Pause.End();
        await Task.WhenAny(Task.WhenAll(_running), Task.Delay(TimeSpan.FromSeconds(10), TimeProvider.System));
        soak.DeleteFolder();
        Environment.Exit(1);
        return 1;
    }

    private async Task<bool> TryRunAsync()
    {
        try
        {
            await RunAllAsync();
            return Summarize();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Report("the soak itself", error);
            return false;
        }
    }

    private async Task RunAllAsync()
    {
        LiveCounts.Register();
        Dictionary<string, long> nothing = Sample.Count();
        _workers = Workload.Create(soak, options.Only);
        foreach (Worker worker in _workers)
        {
            await worker.StartAsync();
        }

        await SettleAsync();
        _base = Sample.Count();
        Pause pause = new(_workers.Count);
        _running = [.. _workers.Select(RunAsync)];
        while (Elapsed < options.Duration && Volatile.Read(ref _reported) == 0)
        {
            await WatchAsync(Stopwatch.GetTimestamp(), options.Period);
            soak.Pause = pause;
            await StopAsync(pause);
            await SettleAsync();
            await RequireAsync(_base, "at work");
            _samples.Add(Sample.Take(Elapsed));
            Console.WriteLine($"{Elapsed:mm\\:ss}  {soak.Tally.Operations:N0} operations, {soak.Tally.Failures:N0} provoked failures; {_samples[^1]}");
            Pause over = pause;
            pause = new Pause(_workers.Count);
            soak.IsOver = Elapsed >= options.Duration;
            soak.Pause = null;
            over.End();
        }

        await Task.WhenAll(_running);
        foreach (IDisposable worker in _workers.OfType<IDisposable>())
        {
            worker.Dispose();
        }

        await soak.DisposeAsync();

        // The runtimes keep some files open as long as the process is.
        nothing[Sample.OpenFiles] = _base[Sample.OpenFiles];
        await RequireAsync(nothing, "before the first engine");
    }

    private async Task RunAsync(Worker worker)
    {
        try
        {
            await worker.RunAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Report(worker.Name, error);
        }
    }

    /// <summary>Waits, and fails when something hangs.</summary>
    private async Task WatchAsync(long since, TimeSpan time)
    {
        while (Stopwatch.GetElapsedTime(since) < time && Elapsed < options.Duration)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
            if (_workers.FirstOrDefault(static worker => worker.Doing.For > s_longestStep) is { } hung)
            {
                throw new SoakFailureException($"'{hung.Name}' hangs: it {hung.Doing.What}, for {hung.Doing.For.TotalSeconds:F0} s.");
            }
        }
    }

    private async Task StopAsync(Pause pause)
    {
        try
        {
            await pause.Stopped.WaitAsync(s_longestStep);
        }
        catch (TimeoutException error)
        {
            string hung = string.Join("; ", _workers.Where(static worker => worker.Doing.What != "rests").Select(static worker => $"'{worker.Name}' {worker.Doing.What}"));
            throw new SoakFailureException($"Not all come to rest: {hung}.", error);
        }
    }

    private async Task SettleAsync()
    {
        foreach (Worker worker in _workers.Reverse())
        {
            await worker.SettleAsync();
        }
    }

    /// <summary>Waits until no more is left than there was, some seconds at most: runs that were stopped, shadows and the store's sweeping come to an end.</summary>
    private static async Task RequireAsync(Dictionary<string, long> before, string when)
    {
        long since = Stopwatch.GetTimestamp();
        while (true)
        {
            string[] left = [.. Sample.Count()
                .Where(now => now.Value > LiveCounts.Allowed(now.Key, before))
                .Select(now => $"{now.Value} {now.Key}, {before[now.Key]} {when}")];
            if (left.Length == 0)
            {
                break;
            }

            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(20))
            {
                throw new SoakFailureException($"While all stand still there are {string.Join("; ", left)}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private void Report(string who, Exception error)
    {
        // What fails after that may be a consequence.
        if (Interlocked.Exchange(ref _reported, 1) == 0)
        {
            Console.WriteLine($"FAILED after {Elapsed:hh\\:mm\\:ss\\.fff}, seed {options.Seed}, in {who}: {error}");
            _failure.TrySetResult(error);
        }
    }

    private bool Summarize()
    {
        IReadOnlyList<string> table = FlatCheck.Compare(_samples, out bool isFlat);
        bool isJudged = options.Duration >= FlatCheck.ShortestJudged;
        Console.WriteLine($"Operations: {soak.Tally.DescribeOperations()}.");
        Console.WriteLine($"Provoked failures: {soak.Tally.DescribeFailures()}.");
        Console.WriteLine($"Memory after the first third{(isJudged ? "" : ", a report only in a run as short as this")}:");
        Console.WriteLine(string.Join(Environment.NewLine, table));
        bool isFine = isFlat || !isJudged;
        Console.WriteLine($"Seed {options.Seed}: {soak.Tally.Operations:N0} operations, all as they should be; buffers, native objects and files are back at nothing.");
        Console.WriteLine(isFine ? "PASSED" : "FAILED: memory grew by more than it may.");
        return isFine;
    }
}
