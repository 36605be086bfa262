using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>The routes of a server of the tests that change something.</summary>
/// <param name="server">The server.</param>
internal sealed class FakeWrites(FakeMlflow server)
{
    /// <summary>Whether a request is one of these.</summary>
    public static bool IsOne(HttpRequest request, string route) =>
        route is "runs/create" or "runs/update" or "runs/log-batch" or "registered-models/create" or "registered-models/delete" or "model-versions/create" or "logged-models"
        || HttpMethods.IsPatch(request.Method)
        || (route == "registered-models/alias" && HttpMethods.IsPost(request.Method));

    public async Task AnswerAsync(HttpContext context, string route)
    {
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body))!;
        string name = (string?)body["name"] ?? "";
        switch (route)
        {
            case "runs/create":
                string id = string.Create(CultureInfo.InvariantCulture, $"run{server.Runs.Count + 1}");
                FakeRun run = server.Runs[id] = new FakeRun(id, $"{server.Root}1/{id}/artifacts");
                JsonObject info = new() { ["run_id"] = id, ["experiment_id"] = "1", ["artifact_uri"] = run.ArtifactUri };
                await Answers.JsonAsync(context, new JsonObject { ["run"] = new JsonObject { ["info"] = info } });
                return;
            case "model-versions/create":
                string version = string.Create(CultureInfo.InvariantCulture, $"{server.Versions.Count(present => present.Name == name) + 1}");
                server.Versions.Add(new FakeVersion(name, version, (string)body["source"]!, (string?)body["run_id"] ?? "", Created: server.Versions.Count + 1));
                await Answers.JsonAsync(context, new JsonObject { ["model_version"] = new JsonObject { ["name"] = name, ["version"] = version } });
                return;
            case "logged-models" when !server.IsOld:
                string number = string.Create(CultureInfo.InvariantCulture, $"m-{server.Models.Count + 1}");
                FakeModel model = new(number, name, (string)body["source_run_id"]!, $"{server.Root}1/models/{number}/artifacts", Created: server.Models.Count + 1, Status: "LOGGED_MODEL_PENDING");
                server.Models[number] = model;
                await Answers.JsonAsync(context, new JsonObject { ["model"] = FakeRegistry.ToJson(model) });
                return;
            case not null when HttpMethods.IsPatch(context.Request.Method) && server.Models.TryGetValue(route["logged-models/".Length..], out FakeModel? changed):
                server.Models[changed.Id] = changed with { Status = (string)body["status"]! };
                await Answers.JsonAsync(context, new JsonObject { ["model"] = FakeRegistry.ToJson(server.Models[changed.Id]) });
                return;
            case "logged-models":
                await Answers.UnknownRouteAsync(context);
                return;
            case "registered-models/alias":
                server.Aliases[(name, (string)body["alias"]!)] = (string)body["version"]!;
                break;
            case "registered-models/delete":
                server.Versions.RemoveAll(present => present.Name == name);
                break;
        }

        await Answers.JsonAsync(context, new JsonObject());
    }
}
