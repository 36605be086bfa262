using System.Collections.Concurrent;
using RedisAi.Samples.VoiceActivity.Detection;

namespace RedisAi.Samples.VoiceActivity.Streams;

/// <summary>Plays streams to their ends, all at the same time.</summary>
internal static class StreamPlayer
{
    /// <param name="detector">Serves all streams.</param>
    /// <param name="streams">None of them at its end.</param>
    /// <param name="workers">The threads.</param>
    /// <param name="progress">Is told of each window.</param>
    /// <param name="cancellationToken">Ends the playing.</param>
    public static async Task PlayAsync(
        VoiceDetector detector, IReadOnlyCollection<VoiceStream> streams, int workers, ProgressLine progress, CancellationToken cancellationToken)
    {
        // Any worker may play the next window of any stream: what the stream needs is in the store, not with the worker. While one
        // has it, it is not in the queue, so its windows stay in order.
        ConcurrentQueue<VoiceStream> waiting = new(streams);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] running = new Task[Math.Min(workers, streams.Count)];
        for (int i = 0; i < running.Length; i++)
        {
            running[i] = Task.Factory.StartNew(Work, stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        await Task.WhenAll(running);

        void Work()
        {
            try
            {
                // An empty queue means that there are no more streams than other workers, each of which has one.
                while (waiting.TryDequeue(out VoiceStream? stream))
                {
                    stream.PlayNext(detector, stop.Token);
                    progress.Advance();
                    if (!stream.IsAtEnd)
                    {
                        waiting.Enqueue(stream);
                    }
                }
            }
            catch
            {
                stop.Cancel();
                throw;
            }
        }
    }
}
