using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Plays streams to their ends, all at the same time: each asks for its next window once the one before was judged.</summary>
internal sealed class StreamPlayer
{
    private readonly VoiceDetector _detector;
    private readonly IReadOnlyList<VoiceStream> _streams;
    private readonly ProgressLine _progress;
    private readonly CancellationTokenSource _stop;

    /// <summary>Those that have begun. Touched only by whoever plays the first stream, until that has ended.</summary>
    private readonly List<Task> _playing = [];

    private StreamPlayer(VoiceDetector detector, IReadOnlyList<VoiceStream> streams, ProgressLine progress, CancellationTokenSource stop)
    {
        _detector = detector;
        _streams = streams;
        _progress = progress;
        _stop = stop;
    }

    /// <param name="detector">Serves all streams.</param>
    /// <param name="streams">At least one, none of them at its end, in the order of their delays. The first has none, and is the clock of the others.</param>
    /// <param name="progress">Is told of each window.</param>
    /// <param name="cancellationToken">Ends the playing.</param>
    public static async Task PlayAsync(VoiceDetector detector, IReadOnlyList<VoiceStream> streams, ProgressLine progress, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        StreamPlayer player = new(detector, streams, progress, stop);
        Task first = Task.Run(() => player.PlayAsync(streams[0]), CancellationToken.None);
        await Task.WhenAny(first);
        await Task.WhenAll([first, .. player._playing]);
    }

    private async Task PlayAsync(VoiceStream stream)
    {
        try
        {
            while (!stream.IsAtEnd)
            {
                await stream.PlayNextAsync(_detector, _stop.Token);
                _progress.Advance();
                if (stream == _streams[0])
                {
                    BeginOthers(stream.Position);
                }
            }
        }
        catch
        {
            // One stream that fails ends them all.
            await _stop.CancelAsync();
            throw;
        }
    }

    private void BeginOthers(int now)
    {
        for (int next = _playing.Count + 1; next < _streams.Count && _streams[next].Delay <= now; next++)
        {
            VoiceStream stream = _streams[next];
            _playing.Add(Task.Run(() => PlayAsync(stream), CancellationToken.None));
        }
    }
}
