using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>A small MLflow server in memory, of the third generation or the second, with or without artifact proxy. Its routes answer as the reference says.</summary>
internal sealed class FakeMlflow
{
    private const string Api = "/api/2.0/mlflow/";
    private const string Proxy = "/api/2.0/mlflow-artifacts/artifacts";

    private readonly FakeRegistry _registry;
    private readonly FakeArtifacts _artifacts;
    private readonly FakeWrites _writes;

    public FakeMlflow()
    {
        _registry = new FakeRegistry(this);
        _artifacts = new FakeArtifacts(this);
        _writes = new FakeWrites(this);
    }

    /// <summary>Gets or sets whether it is of MLflow 2: no logged models, no ranges, an absent file is an error of the server.</summary>
    public bool IsOld { get; set; }

    /// <summary>Gets or sets whether it hands artifacts through.</summary>
    public bool HasProxy { get; set; } = true;

    /// <summary>Gets or sets how many items a page has.</summary>
    public int PageSize { get; set; } = 1000;

    /// <summary>Gets or sets what addresses of artifacts begin with: <c>mlflow-artifacts:/</c>, or a folder of the server.</summary>
    public string Root { get; set; } = "mlflow-artifacts:/";

    /// <summary>Gets all files, by their paths from the root on.</summary>
    public SortedDictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, FakeRun> Runs { get; } = [];

    public Dictionary<string, FakeModel> Models { get; } = [];

    public List<FakeVersion> Versions { get; } = [];

    public Dictionary<(string Name, string Alias), string> Aliases { get; } = [];

    /// <summary>Gets or sets what may answer first; true when it has.</summary>
    public Func<HttpContext, Task<bool>>? Intercept { get; set; }

    /// <summary>Adds a logged model with its files, and a version of a registered model that is of it.</summary>
    /// <param name="name">The name of the registered model.</param>
    /// <param name="version">The number of the version.</param>
    /// <param name="id">The identifier of the logged model.</param>
    /// <param name="files">Its files.</param>
    public void Register(string name, string version, string id, params ReadOnlySpan<(string Path, byte[] Bytes)> files)
    {
        Models[id] = new FakeModel(id, "model", $"run-of-{id}", $"{Root}1/models/{id}/artifacts");
        Versions.Add(new FakeVersion(name, version, $"models:/{id}", $"run-of-{id}"));
        foreach ((string path, byte[] bytes) in files)
        {
            Files[$"1/models/{id}/artifacts/{path}"] = bytes;
        }
    }

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (Intercept is { } intercept && await intercept(context))
        {
            return;
        }

        string path = context.Request.Path.Value!;
        Task answer = path switch
        {
            "/version" => Answers.TextAsync(context, IsOld ? "2.22.5" : "3.17.2"),
            "/health" => Answers.TextAsync(context, "OK"),
            _ when path.StartsWith(Api, StringComparison.Ordinal) && FakeWrites.IsOne(context.Request, path[Api.Length..]) => _writes.AnswerAsync(context, path[Api.Length..]),
            Api + "runs/get" => RunAsync(context),
            Api + "artifacts/list" => _artifacts.ListRunAsync(context),
            "/get-artifact" => _artifacts.SendOfRunAsync(context),
            Proxy => _artifacts.ListAsync(context),
            _ when path.StartsWith(Proxy + "/", StringComparison.Ordinal) => _artifacts.SendAsync(context, path[(Proxy.Length + 1)..]),
            _ when path.Contains("/logged-models/", StringComparison.Ordinal) => IsOld ? Answers.UnknownRouteAsync(context) : LoggedModelAsync(context, path),
            _ => _registry.AnswerAsync(context, path[Math.Min(Api.Length, path.Length)..]),
        };
        await answer;
    }

    private Task RunAsync(HttpContext context)
    {
        string id = context.Request.Query["run_id"].ToString();
        if (!Runs.TryGetValue(id, out FakeRun? run))
        {
            return Answers.ErrorAsync(context, 404, "RESOURCE_DOES_NOT_EXIST", $"Run with id={id} not found");
        }

        JsonObject answer = new() { ["info"] = new JsonObject { ["run_id"] = id, ["experiment_id"] = "1", ["artifact_uri"] = run.ArtifactUri, ["status"] = "FINISHED" } };
        if (run.Outputs.Count > 0)
        {
            JsonNode?[] outputs = [.. run.Outputs.Select(static id => new JsonObject { ["model_id"] = id, ["step"] = 0 })];
            answer["outputs"] = new JsonObject { ["model_outputs"] = new JsonArray(outputs) };
        }

        return Answers.JsonAsync(context, new JsonObject { ["run"] = answer });
    }

    private async Task LoggedModelAsync(HttpContext context, string path)
    {
        string rest = path[(path.IndexOf("/logged-models/", StringComparison.Ordinal) + "/logged-models/".Length)..];
        if (rest == "search")
        {
            await _registry.SearchModelsAsync(context);
            return;
        }

        string id = rest.Split('/')[0];
        if (!Models.TryGetValue(id, out FakeModel? model))
        {
            await Answers.ErrorAsync(context, 404, "RESOURCE_DOES_NOT_EXIST", $"Logged model with ID '{id}' not found.");
            return;
        }

        await (rest[id.Length..] switch
        {
            "" => Answers.JsonAsync(context, new JsonObject { ["model"] = FakeRegistry.ToJson(model) }),
            "/artifacts/directories" => _artifacts.ListModelAsync(context, model),
            "/artifacts/files" => _artifacts.SendOfModelAsync(context, model),
            _ => Answers.UnknownRouteAsync(context),
        });
    }
}
