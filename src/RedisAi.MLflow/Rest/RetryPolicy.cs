using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace RedisAi.MLflow.Rest;

/// <summary>Tries again what may succeed later, after pauses that grow. For any thread.</summary>
/// <param name="options">How often, and how long the pauses are.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of each further try.</param>
internal sealed class RetryPolicy(MlflowClientOptions options, TimeProvider time, ILogger logger)
{
    private const int MostDoublings = 30;

    /// <summary>Tries until it succeeds, fails for good, or has failed as often as is allowed.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="attempt">Tries once.</param>
    /// <param name="isRepeatable">Whether it does the same, done once or twice; if not, it is only tried again when it was surely not begun.</param>
    /// <param name="progress">How far it has come, over all tries; one that has come further counts as the first. Null where nothing is kept of a try.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">It failed; the error is that of the last try.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, bool isRepeatable, Func<long>? progress, CancellationToken cancellationToken)
    {
        long reached = 0;
        for (int retries = 1; ; retries++)
        {
            TimeSpan pause;
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (MlflowException error) when (error.IsTransient && (isRepeatable || error.IsUnprocessed))
            {
                long now = progress?.Invoke() ?? 0;
                retries = now > reached ? 1 : retries;
                reached = Math.Max(reached, now);
                if (retries > options.MaxRetries)
                {
                    throw;
                }

                pause = Pause(retries, error.RetryAfter);
                logger.TryingAgain(error.Message, pause.TotalSeconds, retries, options.MaxRetries);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan Pause(int retries, TimeSpan? retryAfter)
    {
        double grown = options.BackoffFactor * (1L << Math.Min(retries - 1, MostDoublings));
        double seconds = retryAfter?.TotalSeconds ?? (grown + (options.BackoffJitter * Chance()));
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0, options.MaxBackoff.TotalSeconds));
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(1 << 20) / (double)(1 << 20);
}
