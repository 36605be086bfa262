using System.Diagnostics;

namespace RedisAi.Benchmarks.Goals.Batching;

/// <summary>Calls that come when they come, whether or not those before were answered: as those of many users who do not know of each other.</summary>
/// <param name="model">The model.</param>
/// <param name="inputs">The inputs of the calls, taken in turn.</param>
/// <param name="deadline">How long an answer may take.</param>
internal sealed class OpenLoop(IModel model, AiTensor[][] inputs, TimeSpan deadline)
{
    /// <summary>How often the calls that are due are made: a thread that did not sleep would take a core from the engine.</summary>
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(1);

    private readonly InferenceOptions _options = new() { Timeout = deadline };
    private int _inTime;
    private int _late;
    private int _refused;
    private int _timedOut;
    private int _failed;

    /// <summary>Makes calls at times that a seed tells, and waits for the end of the last one.</summary>
    /// <param name="perSecond">How many calls come in a second, on the mean.</param>
    /// <param name="time">How long calls come.</param>
    public OpenLoopResult Run(double perSecond, TimeSpan time)
    {
        double[] due = Arrivals(perSecond, time);
        List<Task> calls = new(due.Length);
        using ManualResetEventSlim never = new();
        long started = Stopwatch.GetTimestamp();
        double behind = 0;
        while (calls.Count < due.Length)
        {
            double now = Stopwatch.GetElapsedTime(started).TotalSeconds;
            for (; calls.Count < due.Length && due[calls.Count] <= now; now = Stopwatch.GetElapsedTime(started).TotalSeconds)
            {
                behind = Math.Max(behind, now - due[calls.Count]);
                AiTensor[] call = inputs[calls.Count % inputs.Length];

                // Not from here: a model of less than a millisecond runs on its caller's thread, and the calls that are due meanwhile would come late.
                calls.Add(Task.Run(() => CallAsync(call)));
            }

            never.Wait(s_pace);
        }

        Task.WhenAll(calls).GetAwaiter().GetResult();
        return new OpenLoopResult(due.Length, _inTime, _late, _refused, _timedOut, _failed, TimeSpan.FromSeconds(behind));
    }

    private static double[] Arrivals(double perSecond, TimeSpan time)
    {
        Random random = new(17);
        List<double> due = [];
        for (double at = 0; at < time.TotalSeconds; at -= Math.Log(1 - random.NextDouble()) / perSecond)
        {
            due.Add(at);
        }

        return [.. due];
    }

    private async Task CallAsync(AiTensor[] call)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            InferenceAttempt attempt = await model.TryRunAsync(call, _options).ConfigureAwait(false);
            if (!attempt.Accepted)
            {
                Interlocked.Increment(ref _refused);
                return;
            }

            attempt.Result.Dispose();
            Interlocked.Increment(ref Stopwatch.GetElapsedTime(started) <= deadline ? ref _inTime : ref _late);
        }
        catch (TimeoutException)
        {
            Interlocked.Increment(ref _timedOut);
        }
        catch (RedisAiException)
        {
            Interlocked.Increment(ref _failed);
        }
    }
}
