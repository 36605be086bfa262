using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>The routes of runs, as far as they are logged to.</summary>
internal sealed class RunServer
{
    private readonly ConcurrentQueue<(string Call, JsonNode? Body)> _calls = new();

    public bool HasExperiment { get; set; } = true;

    /// <summary>What batches are answered with.</summary>
    public int Status { get; set; } = 200;

    public int PutFailures { get; set; }

    public string ArtifactUri { get; init; } = "mlflow-artifacts:/1/r1/artifacts";

    public string[] Calls => [.. _calls.Select(static call => call.Call)];

    public JsonNode?[] Bodies => [.. _calls.Select(static call => call.Body)];

    public async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value!;
        if (HttpMethods.IsPut(context.Request.Method))
        {
            context.Response.StatusCode = PutFailures-- > 0 ? 503 : 200;
            return;
        }

        JsonNode? body = HttpMethods.IsPost(context.Request.Method) ? await JsonNode.ParseAsync(context.Request.Body) : null;
        string call = path.EndsWith("experiments/create", StringComparison.Ordinal) ? "experiments/create" : path[(path.LastIndexOf('/') + 1)..];
        _calls.Enqueue((call, body));
        await (call switch
        {
            "get-by-name" when HasExperiment => Json(context, """{"experiment": {"experiment_id": "7"}}"""),
            "get-by-name" => Answers.ErrorAsync(context, 404, "RESOURCE_DOES_NOT_EXIST", "no experiment"),
            "experiments/create" => Json(context, """{"experiment_id": "8"}"""),
            "create" or "get" => Json(context, $$$"""{"run": {"info": {"run_id": "r1", "experiment_id": "7", "artifact_uri": "{{{ArtifactUri}}}" } } }"""),
            "log-batch" when Status == 400 => Answers.ErrorAsync(context, 400, "INVALID_PARAMETER_VALUE", "Changing param values is not allowed."),
            "log-batch" => Answers.TextAsync(context, "{}", Status, "application/json"),
            _ => Json(context, "{}"),
        });
    }

    private static Task Json(HttpContext context, string json) => Answers.TextAsync(context, json, type: "application/json");
}
