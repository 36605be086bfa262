using Microsoft.AspNetCore.Http;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>Reads a stream up to a limit.</summary>
/// <param name="inner">The stream; not disposed.</param>
/// <param name="maxBytes">How many bytes may come.</param>
/// <param name="tooMany">What is thrown when more do.</param>
/// <param name="aborted">What is cancelled when the client goes away.</param>
internal sealed class LimitedStream(Stream inner, long maxBytes, Func<Exception> tooMany, CancellationToken aborted) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            // Not to be taken for an error of the disk that the files are written to.
            throw new OperationCanceledException("The client went away while it sent the archive.", error, aborted);
        }

        _read += read;
        return _read <= maxBytes ? read : throw tooMany();
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
