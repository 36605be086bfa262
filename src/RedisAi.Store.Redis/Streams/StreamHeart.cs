using Microsoft.Extensions.Logging;

namespace RedisAi.Store.Redis;

/// <summary>Says again and again that a worker is alive, and finds those that are not.</summary>
internal sealed class StreamHeart(StreamGroup group, StreamIntake intake, StreamWorkerStatus status, TimeSpan claimAfter, Wakeup wakeup, ILogger logger)
{
    private const int BeatsPerClaim = 4;

    // The server's milliseconds are whole.
    private static readonly TimeSpan s_after = TimeSpan.FromMilliseconds(2);

    private readonly TimeSpan _interval = claimAfter / BeatsPerClaim;

    /// <summary>Beats until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                TimeSpan pause = await BeatAsync(stop).ConfigureAwait(false);
                await wakeup.WaitAsync(pause, stop).ConfigureAwait(false);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Beats once.</summary>
    /// <returns>How long until the next time.</returns>
    private async Task<TimeSpan> BeatAsync(CancellationToken stop)
    {
        try
        {
            StreamPulse pulse = await group.BeatAsync(stop).ConfigureAwait(false);
            status.Heard(pulse);
            intake.Compare(pulse.OwnPending);
            foreach (string dead in pulse.Dead)
            {
                intake.TakeOver(dead);
            }

            // When the next one may be dead: those who wait for its messages wait for this.
            return pulse.NextDeath + s_after is { } pause && pause < _interval ? pause : _interval;
        }
#pragma warning disable CA1031 // Whatever Redis does, the worker goes on. Who reads sees to a group that is gone.
        catch (Exception error) when (!stop.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (status.NoteTrouble(error))
            {
                logger.StreamHeldUp(error, status.Stream);
            }

            return _interval;
        }
    }
}
