using System.Globalization;
using Microsoft.Extensions.Primitives;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>The header that says how much of a body is JSON; the rest is the bytes of tensors.</summary>
internal static class BinaryHeader
{
    public const string Name = "Inference-Header-Content-Length";

    /// <summary>The bytes of a body that are JSON: all where the header is absent.</summary>
    /// <param name="header">The header.</param>
    /// <param name="bodyBytes">The bytes of the body.</param>
    public static long LengthOfText(StringValues header, long bodyBytes)
    {
        if (header.Count == 0)
        {
            return bodyBytes;
        }

        return header.Count == 1 && long.TryParse(header[0], NumberStyles.None, CultureInfo.InvariantCulture, out long length) && length > 0 && length <= bodyBytes
            ? length
            : throw new RequestRefusedException($"The header {Name} is '{header}'; it must be the bytes of the JSON at the start of the body, between 1 and {bodyBytes}.");
    }
}
