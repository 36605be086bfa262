using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using RedisAi.MLflow;
using RedisAi.Testing;

namespace RedisAi.AspNetCore.Tests.Scoring;

/// <summary>Requests that were sent to <c>mlflow models serve</c> 3.17, and answers as that has given them, but for the deliberate differences of <c>differences.json</c>.</summary>
public sealed class RecordedScoringTests
{
    /// <summary>Relative above 1: float32 is written as short as it can be read back, which is not the digits of its double.</summary>
    private const double Tolerance = 1e-5;

    private static readonly Dictionary<string, string> s_folders = new()
    {
        ["iris"] = "iris-onnx",
        ["mlp"] = "mlp-onnx-external-data",
        ["scripted"] = "mlp-torch-scripted",
        ["two"] = "two-inputs-onnx",
        ["nosig"] = "two-inputs-onnx",
        ["cols"] = "columns-onnx",
        ["sk"] = "iris-sklearn-skops",
    };

    [Fact]
    public async Task Every_recorded_request_is_answered_as_it_was_but_for_the_deliberate_differences()
    {
        string? fixtures = Environment.GetEnvironmentVariable("REDISAI_FIXTURES");
        Assert.SkipWhen(fixtures is null, "REDISAI_FIXTURES is not set.");
        await using EndpointHost host = await StartAsync(Path.Combine(fixtures!, "mlflow", "models"));
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(fixtures!, "mlflow", "scoring-3.17.json")));
        Dictionary<string, ScoringDifference> differences = ScoringDifference.Read(Path.Combine(TestData.Root, "tests", "RedisAi.AspNetCore.Tests", "Scoring", "differences.json"));
        List<string> problems = [];

        ScoringExchange[] exchanges = [.. document.RootElement.GetProperty("exchanges").EnumerateArray().Select(static recorded => new ScoringExchange(recorded)).Where(static exchange => s_folders.ContainsKey(exchange.Model))];
        foreach (ScoringExchange exchange in exchanges)
        {
            using HttpRequestMessage request = exchange.ToRequest();
            using HttpResponseMessage response = await host.Client.SendAsync(request);
            problems.AddRange((await ProblemsAsync(exchange, differences.GetValueOrDefault(exchange.Name), response)).Select(problem => $"{exchange.Name}: {problem}"));
        }

        problems.AddRange(differences.Keys.Except(exchanges.Select(static exchange => exchange.Name)).Select(static name => $"{name}: not recorded"));
        Assert.Equal("", string.Join('\n', problems));
        Assert.Equal(76, exchanges.Length);
    }

    private static async Task<EndpointHost> StartAsync(string models)
    {
        EndpointHost host = await EndpointHost.StartAsync(
            static app =>
            {
                foreach (string model in s_folders.Keys)
                {
                    app.MapMlflowScoring(model, $"/{model}", options => options.Contract = model == "nosig" ? new ScoringContract(null, PredictionForm.Named) : null);
                }
            },
            static builder =>
            {
                builder.Services.AddRedisAi().AddOnnxBackend().AddTorchBackend().AddImporters();
                builder.Services.AddSingleton<ScoringContracts>();
            });
        foreach ((string model, string name) in s_folders)
        {
            MlflowModelFolder folder = MlflowModelFolder.Open(Path.Combine(models, name));
            ModelInfo info = await host.Engine.Models.StoreAsync(model, folder.Source, folder.CreateOptions());
            host.Services.GetRequiredService<ScoringContracts>().Set(info.Signature, folder.Contract);
        }

        return host;
    }

    private static async Task<List<string>> ProblemsAsync(ScoringExchange exchange, ScoringDifference? difference, HttpResponseMessage response)
    {
        List<string> problems = [];
        int status = (int)response.StatusCode;
        string body = await response.Content.ReadAsStringAsync();
        if (status != (difference?.Status ?? exchange.Status))
        {
            problems.Add($"status {status}: {body}");
            return problems;
        }

        if (difference?.Status is { } meant && meant == exchange.Status)
        {
            problems.Add("the table tells of another status, and there is none");
        }

        JsonElement? expected = difference?.Answer ?? (difference?.Status is null ? exchange.Json : null);
        if (status >= 400)
        {
            string? code = difference?.Status is null ? exchange.ErrorCode : difference.ErrorCode;
            if (code is not null)
            {
                using JsonDocument error = JsonDocument.Parse(body);
                string? came = error.RootElement.GetProperty("error_code").GetString();
                if (came != code || error.RootElement.GetProperty("message").GetString() is not { Length: > 0 })
                {
                    problems.Add($"error {body}");
                }
            }
        }
        else if (expected is { } json)
        {
            using JsonDocument answer = JsonDocument.Parse(body);
            Compare(json, answer.RootElement, "", problems);
        }
        else if (body != exchange.Text)
        {
            problems.Add($"text {body}");
        }

        return problems;
    }

    private static void Compare(JsonElement recorded, JsonElement actual, string path, List<string> problems)
    {
        if (recorded.ValueKind == JsonValueKind.String && recorded.GetString() == "(64 rows)")
        {
            // A long answer was not kept.
            problems.AddRange(actual.EnumerateObject().Where(static output => output.Value.GetArrayLength() != 64).Select(static output => $"{output.Name} has {output.Value.GetArrayLength()} rows"));
            return;
        }

        if (recorded.ValueKind != actual.ValueKind)
        {
            problems.Add($"{path} is {actual.GetRawText()}");
            return;
        }

        switch (recorded.ValueKind)
        {
            case JsonValueKind.Object:
                string[] names = [.. recorded.EnumerateObject().Select(static property => property.Name)];
                if (!names.Order(StringComparer.Ordinal).SequenceEqual(actual.EnumerateObject().Select(static property => property.Name).Order(StringComparer.Ordinal)))
                {
                    problems.Add($"{path} is {actual.GetRawText()}");
                    return;
                }

                Array.ForEach(names, name => Compare(recorded.GetProperty(name), actual.GetProperty(name), $"{path}.{name}", problems));
                break;
            case JsonValueKind.Array when recorded.GetArrayLength() == actual.GetArrayLength():
                for (int i = 0; i < recorded.GetArrayLength(); i++)
                {
                    Compare(recorded[i], actual[i], $"{path}[{i}]", problems);
                }

                break;
            case JsonValueKind.Number when Math.Abs(recorded.GetDouble() - actual.GetDouble()) <= Tolerance * Math.Max(1, Math.Abs(recorded.GetDouble())):
                break;
            case JsonValueKind.Array or JsonValueKind.Number:
            case JsonValueKind.String when recorded.GetString() != actual.GetString():
                problems.Add($"{path} is {actual.GetRawText()}");
                break;
        }
    }
}
