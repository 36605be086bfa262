using System.Net;
using System.Text;
using System.Text.Json;
using RedisAi.MLflow.Rest.Messages;
using RedisAi.MLflow.Uris;

namespace RedisAi.MLflow.Rest;

/// <summary>What a server says about an error: MLflow's JSON, its web framework's, HTML, or plain text.</summary>
/// <param name="Code">MLflow's error code; null when there is none.</param>
/// <param name="Text">What it says, on one line.</param>
internal readonly record struct ErrorBody(string? Code, string Text)
{
    private const int LongestPlain = 2048;

    public static ErrorBody Parse(byte[] body)
    {
        if (body.Length > 0 && body[0] == (byte)'{' && TryJson(body) is { } json)
        {
            string? text = json.Message ?? (json.Detail is { ValueKind: JsonValueKind.String } detail ? detail.GetString() : null);
            return new ErrorBody(string.IsNullOrEmpty(json.ErrorCode) ? null : json.ErrorCode, ShownUri.OfText(text ?? "without a reason"));
        }

        string plain = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, LongestPlain)).Trim();
        return new ErrorBody(null, ShownUri.OfText(plain.StartsWith('<') ? Title(plain) : plain));
    }

    /// <summary>The title of a page, which is all that is worth reading of one.</summary>
    private static string Title(string html)
    {
        int start = html.IndexOf("<title>", StringComparison.OrdinalIgnoreCase);
        int end = html.IndexOf("</title>", StringComparison.OrdinalIgnoreCase);
        return start >= 0 && end > start ? WebUtility.HtmlDecode(html[(start + "<title>".Length)..end]).Trim() : "a page of HTML";
    }

    private static ErrorMessage? TryJson(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, MlflowJson.Default.ErrorMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
