using System.Collections.Concurrent;
using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Plays streams to their ends, all at the same time.</summary>
internal sealed class StreamPlayer : IDisposable
{
    private readonly VoiceDetector _detector;
    private readonly IReadOnlyList<VoiceStream> _streams;
    private readonly ProgressLine _progress;

    /// <summary>The streams whose next window nobody is playing. A stream that is played is not in here, so its windows stay in order.</summary>
    private readonly BlockingCollection<VoiceStream> _waiting = [];
    private int _unfinished;

    /// <summary>How many streams have begun. Touched only by whoever plays the first stream.</summary>
    private int _begun = 1;

    private StreamPlayer(VoiceDetector detector, IReadOnlyList<VoiceStream> streams, ProgressLine progress)
    {
        _detector = detector;
        _streams = streams;
        _progress = progress;
        _unfinished = streams.Count;
        _waiting.Add(streams[0]);
    }

    /// <param name="detector">Serves all streams.</param>
    /// <param name="streams">At least one, none of them at its end, in the order of their delays. The first has none, and is the clock of the others.</param>
    /// <param name="workers">How many threads play.</param>
    /// <param name="progress">Is told of each window.</param>
    /// <param name="cancellationToken">Ends the playing.</param>
    public static async Task PlayAsync(
        VoiceDetector detector, IReadOnlyList<VoiceStream> streams, int workers, ProgressLine progress, CancellationToken cancellationToken)
    {
        using StreamPlayer player = new(detector, streams, progress);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = new Task[workers];
        for (int i = 0; i < workers; i++)
        {
            running[i] = Task.Factory.StartNew(() => player.Work(stop), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        await Task.WhenAll(running);
    }

    public void Dispose() => _waiting.Dispose();

    /// <summary>Any worker plays the next window of any stream: what the stream needs is in the store, not with the worker.</summary>
    private void Work(CancellationTokenSource stop)
    {
        try
        {
            foreach (VoiceStream stream in _waiting.GetConsumingEnumerable(stop.Token))
            {
                stream.PlayNext(_detector, stop.Token);
                _progress.Advance();
                if (stream == _streams[0])
                {
                    BeginOthers(stream.Position);
                }

                PutBack(stream);
            }
        }
        catch
        {
            // One worker that fails ends them all.
            stop.Cancel();
            throw;
        }
    }

    private void BeginOthers(int now)
    {
        while (_begun < _streams.Count && _streams[_begun].Delay <= now)
        {
            _waiting.Add(_streams[_begun]);
            _begun++;
        }
    }

    private void PutBack(VoiceStream stream)
    {
        if (!stream.IsAtEnd)
        {
            _waiting.Add(stream);
        }
        else if (Interlocked.Decrement(ref _unfinished) == 0)
        {
            _waiting.CompleteAdding();
        }
    }
}
