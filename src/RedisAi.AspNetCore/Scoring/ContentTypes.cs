using Microsoft.Net.Http.Headers;
using RedisAi.MLflow.Scoring;

namespace RedisAi.AspNetCore.Scoring;

/// <summary>Which bodies are understood, by what requests say of theirs.</summary>
internal static class ContentTypes
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";

    /// <summary>The form of a body.</summary>
    /// <param name="contentType">The header; null when it is not there.</param>
    /// <param name="format">The form, if this returns null.</param>
    /// <returns>What is wrong, as a sentence; null for nothing.</returns>
    public static string? TryRead(string? contentType, out BodyFormat format)
    {
        format = BodyFormat.Json;
        if (contentType == Json)
        {
            return null;
        }

        if (string.IsNullOrEmpty(contentType))
        {
            return $"The request has no Content-Type; it must be {Json} or {Csv}.";
        }

        if (!MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type) || !IsKnown(type, ref format))
        {
            return $"The Content-Type is '{contentType}'; it must be {Json} or {Csv}.";
        }

        foreach (NameValueHeaderValue parameter in type.Parameters)
        {
            if (!parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            {
                return $"The Content-Type has the parameter '{parameter.Name}', which is not known; MLflow before 2.0 had forms of its own there.";
            }

            if (!HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase) && !HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf8", StringComparison.OrdinalIgnoreCase))
            {
                return $"The charset is '{parameter.Value}'; only UTF-8 is understood.";
            }
        }

        return null;
    }

    private static bool IsKnown(MediaTypeHeaderValue type, ref BodyFormat format)
    {
        bool isCsv = type.MediaType.Equals(Csv, StringComparison.OrdinalIgnoreCase);
        format = isCsv ? BodyFormat.Csv : BodyFormat.Json;
        return isCsv || type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase);
    }
}
