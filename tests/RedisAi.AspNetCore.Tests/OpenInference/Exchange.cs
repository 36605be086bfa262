using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>A request that was sent to another server, and what that has answered.</summary>
internal sealed class Exchange(JsonElement recorded)
{
    private const int RowsBeyondMaximum = 65;

    public string Name => recorded.GetProperty("name").GetString()!;

    public JsonElement Response => recorded.GetProperty("response");

    /// <summary>The status; null where the connection was closed without an answer.</summary>
    public int? Status => Response.TryGetProperty("status", out JsonElement status) ? status.GetInt32() : null;

    /// <summary>The JSON of the answer; null where there was none.</summary>
    public JsonElement? Json => Response.TryGetProperty("headerJson", out JsonElement head) ? head : Response.TryGetProperty("json", out JsonElement json) ? json : null;

    /// <summary>The bytes that have followed the JSON.</summary>
    public byte[] Binary
    {
        get
        {
            if (!Response.TryGetProperty("base64", out JsonElement base64))
            {
                return [];
            }

            int head = int.Parse(Response.GetProperty("headers").GetProperty("inference-header-content-length").GetString()!, CultureInfo.InvariantCulture);
            return base64.GetBytesFromBase64()[head..];
        }
    }

    /// <summary>The request, to be sent again.</summary>
    public HttpRequestMessage ToRequest()
    {
        JsonElement request = recorded.GetProperty("request");
        HttpRequestMessage message = new(HttpMethod.Parse(request.GetProperty("method").GetString()!), request.GetProperty("path").GetString()!);
        if (BodyOf(request) is { } body)
        {
            message.Content = new ByteArrayContent(body);
            if (request.TryGetProperty("headers", out JsonElement headers))
            {
                AddHeaders(message, message.Content, headers);
            }
        }

        return message;
    }

    private static void AddHeaders(HttpRequestMessage message, HttpContent content, JsonElement headers)
    {
        foreach (JsonProperty header in headers.EnumerateObject())
        {
            if (header.NameEquals("Content-Type"))
            {
                content.Headers.ContentType = MediaTypeHeaderValue.Parse(header.Value.GetString()!);
            }
            else
            {
                message.Headers.Add(header.Name, header.Value.GetString());
            }
        }
    }

    private static byte[]? BodyOf(JsonElement request)
    {
        if (request.TryGetProperty("base64", out JsonElement base64))
        {
            return base64.GetBytesFromBase64();
        }

        if (!request.TryGetProperty("json", out JsonElement json))
        {
            return null;
        }

        // A long body is recorded by what it was.
        return Encoding.UTF8.GetBytes(json.ValueKind == JsonValueKind.String ? ManyRows() : json.GetRawText());
    }

    private static string ManyRows()
    {
        string rows = string.Join(',', Enumerable.Repeat("5.1,3.5,1.4,0.2", RowsBeyondMaximum));
        return $$"""{"inputs":[{"name":"X","shape":[{{RowsBeyondMaximum}},4],"datatype":"FP32","data":[{{rows}}]}]}""";
    }
}
