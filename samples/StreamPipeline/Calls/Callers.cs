using RedisAi.Samples.Sound;
using RedisAi.Samples.StreamPipeline.Work;
using StackExchange.Redis;

namespace RedisAi.Samples.StreamPipeline.Calls;

/// <summary>The producer: lines on which one call follows the other, and each window goes into the stream when it was heard.</summary>
internal sealed class Callers
{
    private const int ShortestCall = 60;
    private const int LongestCall = 160;

    /// <summary>The lines begin one after the other, within a second: nobody has all calls only because it was there first.</summary>
    private static readonly int s_windowsUntilAllTalk = Recording.WindowsIn(TimeSpan.FromSeconds(1));

    private readonly IDatabase _redis;
    private readonly Recording _recording;
    private readonly TimeProvider _time;
    private readonly Random _random = new(1);
    private readonly int _lines;
    private readonly List<Call> _calls = [];
    private volatile string[] _goingOn = [];
    private int _count;

    /// <param name="redis">Where the stream is.</param>
    /// <param name="recording">What is said in all calls; at least as long as the longest.</param>
    /// <param name="lines">How many calls go on at once.</param>
    /// <param name="time">The clock.</param>
    public Callers(IDatabase redis, Recording recording, int lines, TimeProvider time) => (_redis, _recording, _lines, _time) = (redis, recording, lines, time);

    /// <summary>The calls that go on.</summary>
    public IReadOnlyList<string> GoingOn => _goingOn;

    /// <summary>Has calls until they are to end.</summary>
    /// <param name="hangUp">Ends all calls.</param>
    public async Task TalkAsync(CancellationToken hangUp)
    {
        long began = _time.GetTimestamp();
        using PeriodicTimer clock = new(Recording.TimeOf(1), _time);
        int heard = 0;
        while (await TicksAsync(clock, hangUp))
        {
            // A machine that was busy elsewhere has missed ticks; no window is lost.
            for (int due = Recording.WindowsIn(_time.GetElapsedTime(began)); heard < due && !hangUp.IsCancellationRequested; heard++)
            {
                DialUntil(Math.Min(_lines, _lines * (heard + 1) / s_windowsUntilAllTalk));
                await SayAsync();
            }
        }
    }

    private static async Task<bool> TicksAsync(PeriodicTimer clock, CancellationToken hangUp)
    {
        try
        {
            return await clock.WaitForNextTickAsync(hangUp);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>One window of each line. They go over one connection, and so those of a call in their order.</summary>
    private Task SayAsync()
    {
        Task[] written = new Task[_calls.Count];
        for (int line = 0; line < _calls.Count; line++)
        {
            if (_calls[line].IsOver)
            {
                _calls[line] = Dial();
            }

            Call call = _calls[line];
            written[line] = _redis.StreamAddAsync(Pipeline.Input, [new(Pipeline.CallField, call.Name), new(AudioWindow.Field, call.Next())]);
        }

        _goingOn = [.. _calls.Select(static call => call.Name)];
        return Task.WhenAll(written);
    }

    private void DialUntil(int lines)
    {
        while (_calls.Count < lines)
        {
            _calls.Add(Dial());
        }
    }

    private Call Dial()
    {
        int windows = _random.Next(ShortestCall, LongestCall);
        return new Call(_count++, _recording, _random.Next(_recording.WindowCount - windows), windows);
    }
}
