using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>The routes of artifacts of a server of the tests.</summary>
/// <param name="server">The server.</param>
internal sealed class FakeArtifacts(FakeMlflow server)
{
    private const string Disabled = "Artifact serving is disabled. Run `mlflow server` with `--serve-artifacts` to enable.";

    public Task ListAsync(HttpContext context)
    {
        if (!server.HasProxy)
        {
            return Answers.TextAsync(context, $"Endpoint disabled. {Disabled}", 503);
        }

        string folder = context.Request.Query["path"].ToString();
        return Answers.JsonAsync(context, List(folder, static (_, name) => name));
    }

    public Task ListRunAsync(HttpContext context)
    {
        FakeRun run = server.Runs[context.Request.Query["run_id"].ToString()];
        return ListBelowAsync(context, KeyOf(run.ArtifactUri), context.Request.Query["path"].ToString(), run.ArtifactUri);
    }

    public Task ListModelAsync(HttpContext context, FakeModel model) =>
        ListBelowAsync(context, KeyOf(model.ArtifactUri), context.Request.Query["artifact_directory_path"].ToString(), model.ArtifactUri);

    public Task SendOfRunAsync(HttpContext context) =>
        FileAsync(context, $"{KeyOf(server.Runs[context.Request.Query["run_id"].ToString()].ArtifactUri)}/{context.Request.Query["path"]}", withRanges: true);

    public Task SendOfModelAsync(HttpContext context, FakeModel model) =>
        FileAsync(context, $"{KeyOf(model.ArtifactUri)}/{context.Request.Query["artifact_file_path"]}", withRanges: true);

    public async Task SendAsync(HttpContext context, string path)
    {
        if (!server.HasProxy)
        {
            await Answers.JsonAsync(context, new JsonObject { ["detail"] = Disabled }, 503);
        }
        else if (HttpMethods.IsPut(context.Request.Method))
        {
            MemoryStream body = new();
            await context.Request.Body.CopyToAsync(body);
            server.Files[path] = body.ToArray();
        }
        else
        {
            await FileAsync(context, path, !server.IsOld);
        }
    }

    private async Task FileAsync(HttpContext context, string key, bool withRanges)
    {
        if (!server.Files.TryGetValue(key, out byte[]? file))
        {
            await (server.IsOld && context.Request.Path.Value!.Contains("mlflow-artifacts", StringComparison.Ordinal)
                ? Answers.ErrorAsync(context, 500, "INTERNAL_ERROR", $"The following failures occurred: [Errno 2] No such file or directory: './artifacts/{key}'")
                : Answers.ErrorAsync(context, 404, "RESOURCE_DOES_NOT_EXIST", $"No such artifact: '{key}'"));
            return;
        }

        await (withRanges ? Answers.FileAsync(context, file, $"\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(file))[..16]}\"") : Answers.WholeFileAsync(context, file));
    }

    private Task ListBelowAsync(HttpContext context, string root, string folder, string rootUri)
    {
        string place = folder.Length == 0 ? root : $"{root}/{folder}";
        JsonObject answer = List(place, (_, name) => folder.Length == 0 ? name : $"{folder}/{name}");
        answer["root_uri"] = rootUri;
        return Answers.JsonAsync(context, answer);
    }

    private JsonObject List(string folder, Func<string, string, string> pathOf)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        JsonNode?[] files = [.. server.Files
            .Where(file => file.Key.StartsWith(prefix, StringComparison.Ordinal))
            .GroupBy(file => file.Key[prefix.Length..].Split('/')[0])
            .Select(entry => ToJson(pathOf(folder, entry.Key), entry.Any(file => file.Key.Length > prefix.Length + entry.Key.Length), entry.First().Value.Length))];
        return files.Length == 0 ? [] : new JsonObject { ["files"] = new JsonArray(files) };
    }

    private static JsonObject ToJson(string path, bool isFolder, long size) =>
        isFolder ? new JsonObject { ["path"] = path, ["is_dir"] = true } : new JsonObject { ["path"] = path, ["is_dir"] = false, ["file_size"] = size };

    private string KeyOf(string address) => address[server.Root.Length..].TrimStart('/');
}
