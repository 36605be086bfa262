namespace RedisAi.MLflow.Rest;

/// <summary>Reads the body of an answer, up to a limit.</summary>
internal static class LimitedBody
{
    private const int Step = 16 << 10;

    /// <exception cref="MlflowException">It is longer.</exception>
    public static async Task<byte[]> ReadAsync(HttpContent content, long limit, CancellationToken cancellationToken)
    {
        ThrowIfLonger(content.Headers.ContentLength ?? 0, limit);
        Stream stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using MemoryStream body = new();
            byte[] buffer = new byte[Step];
            while (await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                ThrowIfLonger(body.Length + read, limit);
                body.Write(buffer, 0, read);
            }

            return body.ToArray();
        }
    }

    private static void ThrowIfLonger(long length, long limit)
    {
        if (length > limit)
        {
            throw new MlflowException($"The server's answer has more than the {limit} bytes that are read.", MlflowErrorCodes.ResourceLimitExceeded);
        }
    }
}
