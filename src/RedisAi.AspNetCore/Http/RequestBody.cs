using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.Http;

/// <summary>The whole body of a request: where the server has received it, without a copy, or unpacked.</summary>
/// <remarks>
/// Memory is taken as bytes come, never because a header announces them. Dispose it once the bytes were read: then the server's memory is free
/// for others, also while the model runs.
/// </remarks>
internal readonly struct RequestBody : IDisposable
{
    private readonly PipeReader? _reader;
    private readonly PooledBytes? _unpacked;

    private RequestBody(PipeReader reader, in ReadOnlySequence<byte> bytes) => (_reader, Bytes) = (reader, bytes);

    private RequestBody(PooledBytes unpacked) => (_unpacked, Bytes) = (unpacked, new ReadOnlySequence<byte>(unpacked.WrittenMemory));

    /// <summary>The bytes; valid until this is disposed.</summary>
    public ReadOnlySequence<byte> Bytes { get; }

    /// <summary>Reads a body, and unpacks one that was packed with gzip.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">How many bytes it may have, packed and unpacked. The server's own limit is lifted to it.</param>
    /// <exception cref="RequestRefusedException">It has more, is packed otherwise, or is no gzip.</exception>
    /// <exception cref="OperationCanceledException">The client went away; with the token of the request.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext context, long maxBytes)
    {
        HttpRequest request = context.Request;
        if (request.ContentLength > maxBytes)
        {
            throw TooLarge(maxBytes);
        }

        LiftLimit(context, maxBytes);
        try
        {
            return IsPacked(context)
                ? new RequestBody(await GzipBody.UnpackAsync(request.Body, maxBytes, context.RequestAborted).ConfigureAwait(false))
                : await ReadAsync(request.BodyReader, maxBytes, context.RequestAborted).ConfigureAwait(false);
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            throw new OperationCanceledException("The client went away while it sent the body.", error, context.RequestAborted);
        }
    }

    /// <summary>What is said of a body with too many bytes.</summary>
    public static RequestRefusedException TooLarge(long maxBytes) =>
        new(FailureKind.BodyTooLarge, $"The body has more than {maxBytes} bytes, which is the limit of this endpoint, packed or not. Send fewer rows in each request.");

    public void Dispose()
    {
        _reader?.AdvanceTo(Bytes.End);
        _unpacked?.Dispose();
    }

    private static async ValueTask<RequestBody> ReadAsync(PipeReader reader, long maxBytes, CancellationToken aborted)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(aborted).ConfigureAwait(false);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw TooLarge(maxBytes);
            }

            if (read.IsCompleted)
            {
                return new RequestBody(reader, read.Buffer);
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Whether the body is packed with gzip; says what is understood where it is packed otherwise.</summary>
    public static bool IsPacked(HttpContext context)
    {
        StringValues encoding = context.Request.Headers.ContentEncoding;
        if (encoding.Count == 0 || Is(encoding, "identity"))
        {
            return false;
        }

        if (Is(encoding, "gzip") || Is(encoding, "x-gzip"))
        {
            return true;
        }

        context.Response.Headers.AcceptEncoding = "gzip";
        throw new RequestRefusedException(FailureKind.UnsupportedMediaType, $"The content encoding '{encoding}' is not understood; send the body as it is, or packed with gzip.");
    }

    private static bool Is(StringValues encoding, string name) => encoding.Count == 1 && string.Equals(encoding[0]?.Trim(), name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Lifts the server's own limit for this request, where it is lower.</summary>
    public static void LiftLimit(HttpContext context, long maxBytes)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit && limit.MaxRequestBodySize < maxBytes)
        {
            limit.MaxRequestBodySize = maxBytes;
        }
    }
}
