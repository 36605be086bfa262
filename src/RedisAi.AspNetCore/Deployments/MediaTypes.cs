using Microsoft.Net.Http.Headers;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>What requests say that their bodies are.</summary>
internal static class MediaTypes
{
    /// <summary>Whether a header says one of these types, whatever its parameters are.</summary>
    public static bool Is(string? contentType, params ReadOnlySpan<string> types)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type))
        {
            return false;
        }

        foreach (string known in types)
        {
            if (type.MediaType.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
