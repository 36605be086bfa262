using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.OpenInference;

/// <summary>Requests that were sent to Triton 2.51, and answers as that has given them, but for the deliberate differences of <c>differences.json</c>.</summary>
public sealed class RecordedExchangeTests
{
    private const double Tolerance = 1e-5;

    [Fact]
    public async Task Every_recorded_request_is_answered_as_it_was_but_for_the_deliberate_differences()
    {
        string? fixtures = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        Assert.SkipWhen(fixtures is null, "REDISAI_FIXTURES is not set.");
        await using InferenceHost host = await InferenceHost.StartAsync(application: static builder => builder.Services.AddRedisAi().AddOnnxBackend());
        await host.Engine.Models.StoreAsync("iris", ModelSource.FromFile(Path.Combine(fixtures!, "mlflow", "models", "iris-onnx", "model.onnx")));
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(fixtures!, "oip", "triton-2.51.json")));
        Dictionary<string, Difference> differences = Difference.Read(Path.Combine(TestData.Root, "tests", "RedisAi.AspNetCore.Tests", "OpenInference", "differences.json"));
        List<string> problems = [];

        Exchange[] exchanges = [.. document.RootElement.GetProperty("exchanges").EnumerateArray().Select(static recorded => new Exchange(recorded))];
        foreach (Exchange exchange in exchanges)
        {
            using HttpRequestMessage request = exchange.ToRequest();
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            Difference? difference = differences.GetValueOrDefault(exchange.Name);
            problems.AddRange((await ProblemsAsync(exchange, difference, response)).Select(problem => $"{exchange.Name}: {problem}"));
        }

        problems.AddRange(differences.Keys.Except(exchanges.Select(static exchange => exchange.Name)).Select(static name => $"{name}: not recorded"));
        Assert.Equal("", string.Join('\n', problems));
        Assert.Equal(51, exchanges.Length);
    }

    private static async Task<List<string>> ProblemsAsync(Exchange exchange, Difference? difference, HttpResponseMessage response)
    {
        List<string> problems = [];
        int status = (int)response.StatusCode;
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        if (status != (difference?.Status ?? exchange.Status))
        {
            problems.Add($"status {status}");
        }

        if (difference?.Status is { } meant && meant == exchange.Status)
        {
            problems.Add("the table tells of another status, and there is none");
        }

        if (status >= 400)
        {
            using JsonDocument error = JsonDocument.Parse(body);
            if (error.RootElement.GetProperty("error").GetString() is not { Length: > 0 })
            {
                problems.Add("no sentence");
            }
        }
        else if (difference is not { Body: true } && exchange.Json is { } json)
        {
            Compare(exchange, json, response, body, problems);
        }
        else if (body.Length > 0)
        {
            JsonDocument.Parse(body).Dispose();
        }

        return problems;
    }

    private static void Compare(Exchange exchange, JsonElement recorded, HttpResponseMessage response, byte[] body, List<string> problems)
    {
        int head = response.Headers.TryGetValues("Inference-Header-Content-Length", out IEnumerable<string>? values)
            ? int.Parse(values.Single(), CultureInfo.InvariantCulture)
            : body.Length;
        if (response.Content.Headers.ContentType?.MediaType != (head == body.Length ? "application/json" : "application/octet-stream"))
        {
            problems.Add($"content type {response.Content.Headers.ContentType}");
        }

        using JsonDocument answer = JsonDocument.Parse(body.AsMemory(0, head));
        CompareValues(recorded, answer.RootElement, "", problems);
        if (!Near(exchange.Binary, body.AsSpan(head)))
        {
            problems.Add($"bytes {Convert.ToHexString(body.AsSpan(head))}");
        }
    }

    /// <summary>Whether bytes are the same, or the same numbers but for the last digits.</summary>
    private static bool Near(ReadOnlySpan<byte> recorded, ReadOnlySpan<byte> bytes)
    {
        bool near = recorded.Length == bytes.Length;
        for (int i = 0; near && i + sizeof(float) <= bytes.Length; i += sizeof(float))
        {
            near = Math.Abs(BitConverter.ToSingle(recorded[i..]) - BitConverter.ToSingle(bytes[i..])) <= Tolerance;
        }

        return near;
    }

    private static void CompareValues(JsonElement recorded, JsonElement actual, string path, List<string> problems)
    {
        if (recorded.ValueKind != actual.ValueKind)
        {
            problems.Add($"{path} is {actual.GetRawText()}");
            return;
        }

        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in recorded.EnumerateObject())
                {
                    if (!actual.TryGetProperty(property.Name, out JsonElement value))
                    {
                        problems.Add($"{path}.{property.Name} is missing");
                    }
                    else if (!IsShapeOfLabel(recorded, property))
                    {
                        CompareValues(property.Value, value, $"{path}.{property.Name}", problems);
                    }
                }

                break;
            case JsonValueKind.Array when recorded.GetArrayLength() == actual.GetArrayLength():
                for (int i = 0; i < recorded.GetArrayLength(); i++)
                {
                    CompareValues(recorded[i], actual[i], $"{path}[{i}]", problems);
                }

                break;
            case JsonValueKind.Number when Math.Abs(recorded.GetDouble() - actual.GetDouble()) <= Tolerance:
                break;
            case JsonValueKind.Array or JsonValueKind.Number:
            case JsonValueKind.String when recorded.GetString() != actual.GetString():
                problems.Add($"{path} is {actual.GetRawText()}");
                break;
        }
    }

    /// <summary>That of the wrapper in front of the recorded model, [n,1]; the model itself declares and gives [n].</summary>
    private static bool IsShapeOfLabel(JsonElement output, JsonProperty property) =>
        property.NameEquals("shape") && output.TryGetProperty("name", out JsonElement name) && name.GetString() == "label";
}
