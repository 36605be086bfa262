using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.Http;

/// <summary>Sends answers that were written to memory, so that their length is known.</summary>
internal static class AnswerSender
{
    /// <summary>The content type of JSON, which is UTF-8 by its definition.</summary>
    public const string Json = "application/json";

    /// <summary>The content type of bytes.</summary>
    public const string Bytes = "application/octet-stream";

    /// <summary>Sends what was written, packed where the client takes that and it is worth it. Status and other headers are the caller's.</summary>
    /// <param name="context">Whom to answer.</param>
    /// <param name="contentType">What it is.</param>
    /// <param name="answer">The body.</param>
    /// <param name="compressFromBytes">How many bytes are worth packing; null for never.</param>
    public static async ValueTask SendAsync(HttpContext context, string contentType, AnswerBuffer answer, int? compressFromBytes)
    {
        answer.Json.Flush();
        PooledBytes bytes = answer.Bytes;
        context.Response.ContentType = contentType;
        if (!MayPack(context, bytes.Length, compressFromBytes))
        {
            await WriteAsync(context, bytes).ConfigureAwait(false);
            return;
        }

        using PooledBytes packed = new();
        GzipBody.Pack(bytes.WrittenSpan, packed);
        await WritePackedAsync(context, packed).ConfigureAwait(false);
    }

    /// <summary>Whether an answer of a length is to be packed; says in the headers that this depends on the request.</summary>
    public static bool MayPack(HttpContext context, long length, int? compressFromBytes)
    {
        if (compressFromBytes is not { } least || length < least)
        {
            return false;
        }

        context.Response.Headers.Append("Vary", "Accept-Encoding");
        return AcceptedEncoding.TakesGzip(context.Request.Headers.AcceptEncoding);
    }

    /// <summary>Sends a body that is packed already.</summary>
    public static ValueTask WritePackedAsync(HttpContext context, PooledBytes packed)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        return WriteAsync(context, packed);
    }

    private static async ValueTask WriteAsync(HttpContext context, PooledBytes bytes)
    {
        context.Response.ContentLength = bytes.Length;
        await context.Response.BodyWriter.WriteAsync(bytes.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
