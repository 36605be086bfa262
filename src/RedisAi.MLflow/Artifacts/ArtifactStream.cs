using RedisAi.MLflow.Rest;

namespace RedisAi.MLflow.Artifacts;

/// <summary>The bytes of a file, as they come.</summary>
/// <param name="stream">Where they come from.</param>
internal sealed class ArtifactStream(Stream stream) : IAsyncDisposable
{
    /// <summary>Whether it begins at the byte that was asked for; otherwise it begins at the first.</summary>
    public bool IsResumed { get; init; }

    /// <summary>How many bytes are to come; null when the server does not say.</summary>
    public long? Length { get; init; }

    /// <summary>What marks the state of the file; null when nothing does, and a part of it is thus of no use later.</summary>
    public string? Mark { get; init; }

    /// <summary>The answer that they are the body of; null for a file of this machine.</summary>
    public HttpResponseMessage? Response { get; init; }

    /// <summary>What was asked.</summary>
    public RestRequest? Request { get; init; }

    /// <summary>How long the next bytes are waited for; null for a file of this machine.</summary>
    public Patience? Patience { get; init; }

    /// <summary>The next bytes; 0 at the end.</summary>
    /// <exception cref="MlflowException">The connection has ended, or nothing comes.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (Patience is null)
        {
            return await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        Patience.Renew();
        try
        {
            return await stream.ReadAsync(buffer, Patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (Patience.IsOfNetwork(error))
        {
            throw Patience.Explain(error, Request!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Patience?.Dispose();
        await stream.DisposeAsync().ConfigureAwait(false);
        Response?.Dispose();
    }
}
