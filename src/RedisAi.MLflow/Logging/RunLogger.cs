using System.Net;
using System.Text;
using RedisAi.MLflow.Logging;
using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Rest.Routes;

namespace RedisAi.MLflow;

/// <summary>Logs parameters, metrics, tags and files to a run of MLflow. Thread-safe.</summary>
/// <remarks>
/// What is logged is collected, and sent by <see cref="FlushAsync"/> and when the run ends, in as many requests as MLflow's limits ask for; so logging a metric
/// costs no request, and what was not flushed is lost with the process. Files are sent at once.
/// A run that <see cref="MlflowClient.StartRunAsync"/> has begun is to be ended with <see cref="EndAsync"/>; disposing it without that ends it as failed, as when an error
/// has come between.
/// </remarks>
public sealed class RunLogger : IAsyncDisposable
{
    private readonly LogQueue _queue = new();
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly RunRoutes _routes;
    private readonly RunArtifacts _artifacts;
    private readonly TimeProvider _time;
    private readonly bool _endsWithLogger;
    private bool _hasEnded;

    internal RunLogger(string runId, string? experimentId, RunRoutes routes, RunArtifacts artifacts, TimeProvider time, bool endsWithLogger)
    {
        (RunId, ExperimentId) = (runId, experimentId);
        (_routes, _artifacts, _time, _endsWithLogger) = (routes, artifacts, time, endsWithLogger);
    }

    /// <summary>Gets the identifier of the run.</summary>
    public string RunId { get; }

    /// <summary>Gets the identifier of the experiment; null when the server does not say.</summary>
    public string? ExperimentId { get; }

    /// <summary>Logs a parameter. MLflow lets none be changed later.</summary>
    /// <param name="key">Its name: up to 250 letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, <c>:</c>, <c>/</c> and blanks.</param>
    /// <param name="value">Its value, up to 6,000 characters.</param>
    /// <exception cref="ArgumentException">MLflow would not take it.</exception>
    public void LogParameter(string key, string value)
    {
        LogLimits.CheckKey(key);
        LogLimits.CheckParameter(key, value);
        _queue.AddParameter(new TextItem(key, value));
    }

    /// <summary>Logs a value of a metric.</summary>
    /// <param name="key">Its name: up to 250 letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, <c>:</c>, <c>/</c> and blanks.</param>
    /// <param name="value">The value. NaN and the infinities are taken; MLflow keeps the infinities as the largest numbers.</param>
    /// <param name="step">What it is drawn over, as the number of a round.</param>
    /// <param name="timestamp">When it was measured; null for now.</param>
    /// <exception cref="ArgumentException">MLflow would not take it.</exception>
    public void LogMetric(string key, double value, long step = 0, DateTimeOffset? timestamp = null)
    {
        LogLimits.CheckKey(key);
        _queue.AddMetric(new MetricItem(key, value, (timestamp ?? _time.GetUtcNow()).ToUnixTimeMilliseconds(), step));
    }

    /// <summary>Sets a tag.</summary>
    /// <param name="key">Its name: up to 250 letters, digits, <c>_</c>, <c>-</c>, <c>.</c>, <c>:</c>, <c>/</c> and blanks.</param>
    /// <param name="value">Its value, up to 8,000 characters.</param>
    /// <exception cref="ArgumentException">MLflow would not take it.</exception>
    public void SetTag(string key, string value)
    {
        LogLimits.CheckKey(key);
        LogLimits.CheckTag(key, value);
        _queue.AddTag(new TextItem(key, value));
    }

    /// <summary>Stores a file of this machine with the run.</summary>
    /// <param name="localPath">The file.</param>
    /// <param name="artifactPath">Its path among the run's artifacts; null for its name alone.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="MlflowException">The server refuses it, takes no files, or fails.</exception>
    public Task LogArtifactAsync(string localPath, string? artifactPath = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(localPath);
        string path = artifactPath ?? Path.GetFileName(localPath);

        // What is wrong with the file is not to be taken for a fault of the connection.
        File.OpenRead(localPath).Dispose();
        return _artifacts.StoreAsync(path, "application/octet-stream", () => File.OpenRead(localPath), cancellationToken);
    }

    /// <summary>Stores a text with the run.</summary>
    /// <param name="text">The text.</param>
    /// <param name="artifactPath">Its path among the run's artifacts, as in <c>report/summary.txt</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The server refuses it, takes no files, or fails.</exception>
    public Task LogTextAsync(string text, string artifactPath, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(artifactPath);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return _artifacts.StoreAsync(artifactPath, "text/plain", () => new MemoryStream(bytes, writable: false), cancellationToken);
    }

    /// <summary>Sends what was logged so far.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">
    /// The server refuses something, or cannot be asked. What it refuses is dropped with the rest of its request; what could not be sent stays for the next flush.
    /// </exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        // One at a time, so that a value does not overtake an earlier one.
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (_queue.Take() is { } batch)
            {
                await SendAsync(batch, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends what was logged, and ends the run. Ending it again changes its status.</summary>
    /// <param name="status">How it has ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="MlflowException">The server refuses it, or cannot be asked.</exception>
    public async Task EndAsync(RunStatus status = RunStatus.Finished, CancellationToken cancellationToken = default)
    {
        string name = status switch
        {
            RunStatus.Finished => "FINISHED",
            RunStatus.Failed => "FAILED",
            RunStatus.Killed => "KILLED",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "It is none of the ends of a run."),
        };
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await _routes.UpdateAsync(new UpdateRunRequest(RunId, name, _time.GetUtcNow().ToUnixTimeMilliseconds()), cancellationToken).ConfigureAwait(false);
        _hasEnded = true;
    }

    /// <summary>Sends what was logged and, where this logger has begun the run and nobody has ended it, ends it as failed.</summary>
    /// <exception cref="MlflowException">The server refuses it, or cannot be asked.</exception>
    public async ValueTask DisposeAsync()
    {
        if (_endsWithLogger && !_hasEnded)
        {
            await EndAsync(RunStatus.Failed).ConfigureAwait(false);
        }
        else
        {
            await FlushAsync().ConfigureAwait(false);
        }

        _sending.Dispose();
    }

    private async Task SendAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        bool isRefused = false;
        bool isSent = false;
        try
        {
            await _routes.LogBatchAsync(batch.ToJson(RunId), cancellationToken).ConfigureAwait(false);
            isSent = true;
        }
        catch (MlflowException error)
        {
            isRefused = error.HttpStatus is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge;
            throw;
        }
        finally
        {
            if (!isSent && !isRefused)
            {
                _queue.Return(batch);
            }
        }
    }
}
