using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>A real server as it was recorded: what was asked then is answered as then, and what was not is made out of what it said and of its files.</summary>
internal sealed class RecordedServer
{
    /// <summary>Requests with these were recorded to see what becomes of them.</summary>
    private static readonly string[] s_specialHeaders = ["Range", "Host", "Origin"];

    private readonly Dictionary<string, JsonNode> _answers = [];
    private readonly FakeMlflow _rest = new();
    private readonly bool _wantsLogin;
    private readonly JsonNode? _refusal;

    /// <param name="folder">The folder of the recordings.</param>
    /// <param name="name">The server: <c>3.17</c>, <c>3.17-no-proxy</c>, <c>3.17-auth</c> or <c>2.22</c>.</param>
    public RecordedServer(string folder, string name)
    {
        _wantsLogin = name.EndsWith("auth", StringComparison.Ordinal);
        _rest.IsOld = name.StartsWith('2');
        _rest.HasProxy = !name.EndsWith("no-proxy", StringComparison.Ordinal);
        _rest.Root = _rest.HasProxy ? "mlflow-artifacts:/" : "/srv/mlflow/store/";
        Tree = Path.Combine(folder, "served", name);
        foreach (string file in Directory.EnumerateFiles(Tree, "*", SearchOption.AllDirectories))
        {
            _rest.Files[Path.GetRelativePath(Tree, file).Replace('\\', '/')] = File.ReadAllBytes(file);
        }

        JsonNode document = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, $"server-{name}.json")))!;
        foreach (JsonNode? exchange in document["exchanges"]!.AsArray())
        {
            _refusal ??= (string?)exchange!["request"]!["auth"] == "none" ? exchange["response"] : null;
            Note(exchange!["request"]!, exchange["response"]!);
        }

        // What was never asked for, but has files.
        foreach (string id in _rest.Files.Keys.Select(static key => key.Split('/')[1]).Where(static id => id != "models").Distinct())
        {
            _rest.Runs.TryAdd(id, new FakeRun(id, $"{_rest.Root}1/{id}/artifacts"));
        }
    }

    /// <summary>Gets the folder of the server's files.</summary>
    public string Tree { get; }

    /// <summary>Gets the login that it takes, as a header.</summary>
    public static string Login { get; } = $"Basic {Convert.ToBase64String("admin:correct horse"u8)}";

    /// <summary>Answers a request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        if (_wantsLogin && context.Request.Headers.Authorization.ToString() != Login && context.Request.Path != "/health")
        {
            await SendAsync(context, _refusal!);
            return;
        }

        JsonNode? body = null;
        if (HttpMethods.IsPost(context.Request.Method) && context.Request.Body is MemoryStream { Length: > 0 } stream)
        {
            body = await JsonNode.ParseAsync(stream);
            stream.Position = 0;
        }

        string key = KeyOf(context.Request.Method, context.Request.Path + context.Request.QueryString, body);
        await (_answers.TryGetValue(key, out JsonNode? answer) ? SendAsync(context, answer) : _rest.AnswerAsync(context));
    }

    private static Task SendAsync(HttpContext context, JsonNode answer)
    {
        foreach ((string name, JsonNode? value) in answer["headers"]!.AsObject())
        {
            if (name is "www-authenticate" or "etag")
            {
                context.Response.Headers[name] = (string?)value;
            }
        }

        string type = (string?)answer["headers"]!["content-type"] ?? "";
        byte[] body = Encoding.UTF8.GetBytes(answer["json"]?.ToJsonString() ?? (string?)answer["text"] ?? "");
        return Answers.BytesAsync(context, body, (int)answer["status"]!, type);
    }

    private static string KeyOf(string method, string target, JsonNode? body)
    {
        int query = target.IndexOf('?', StringComparison.Ordinal);
        string path = Uri.UnescapeDataString(query < 0 ? target : target[..query]);
        IEnumerable<string> arguments = query < 0 ? [] : target[(query + 1)..].Split('&').Select(Uri.UnescapeDataString).Order(StringComparer.Ordinal);
        return $"{method} {path} {string.Join('&', arguments)} {body?.ToJsonString()}";
    }

    private void Note(JsonNode request, JsonNode response)
    {
        bool isUsual = request["headers"] is not JsonObject headers || !s_specialHeaders.Any(headers.ContainsKey);
        bool isAllowed = (string?)request["auth"] is null or "admin";
        bool isFile = (int)response["status"]! == 200 && response["json"] is null && response["headers"]!["content-disposition"] is not null;
        if (isUsual && isAllowed && !isFile)
        {
            _answers.TryAdd(KeyOf((string)request["method"]!, (string)request["path"]!, request["json"]), response);
        }

        if (response["json"] is { } json)
        {
            Learn(json);
        }
    }

    /// <summary>Takes in the runs, models and versions that an answer tells of. The first word counts: later ones are of what was changed since.</summary>
    private void Learn(JsonNode node)
    {
        if (node is JsonArray array)
        {
            foreach (JsonNode? item in array)
            {
                Learn(item ?? new JsonObject());
            }
        }
        else if (node is JsonObject item)
        {
            LearnModel(item);
            LearnVersion(item);
            LearnRun(item);
            foreach ((_, JsonNode? value) in item)
            {
                Learn(value ?? new JsonObject());
            }
        }
    }

    private void LearnModel(JsonObject item)
    {
        if ((string?)TextOf(item, "model_id") is { } id && TextOf(item, "artifact_uri") is { } place)
        {
            _rest.Models.TryAdd(id, new FakeModel(id, (string)item["name"]!, (string)item["source_run_id"]!, place, (long)item["creation_timestamp_ms"]!, (string)item["status"]!));
        }
    }

    private void LearnVersion(JsonObject item)
    {
        if (TextOf(item, "source") is not { } source || TextOf(item, "name") is not { } name || TextOf(item, "version") is not { } number)
        {
            return;
        }

        if (!_rest.Versions.Exists(version => version.Name == name && version.Version == number))
        {
            string? place = source.StartsWith("models:/", StringComparison.Ordinal) ? $"{_rest.Root}1/models/{source["models:/".Length..]}/artifacts" : null;
            _rest.Versions.Add(new FakeVersion(
                name, number, source, (string)item["run_id"]!, (long)item["creation_timestamp"]!, (string)item["current_stage"]!, (string)item["status"]!, place));
        }

        foreach (JsonNode? alias in item["aliases"]?.AsArray() ?? [])
        {
            _rest.Aliases.TryAdd((name, (string)alias!), number);
        }
    }

    private void LearnRun(JsonObject item)
    {
        if (item["info"] is JsonObject info && TextOf(info, "run_id") is { } id)
        {
            string[] outputs = [.. (item["outputs"]?["model_outputs"]?.AsArray() ?? []).Select(static output => (string)output!["model_id"]!)];
            _rest.Runs.TryAdd(id, new FakeRun(id, (string)info["artifact_uri"]!, outputs));
        }
    }

    private static string? TextOf(JsonObject item, string field) => item[field] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
