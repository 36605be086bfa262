using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace RedisAi.MLflow.Tests.Replay;

/// <summary>The routes of registered and logged models of a server of the tests.</summary>
/// <param name="server">The server.</param>
internal sealed partial class FakeRegistry(FakeMlflow server)
{
    public static JsonObject ToJson(FakeModel model) => new()
    {
        ["info"] = new JsonObject
        {
            ["model_id"] = model.Id,
            ["experiment_id"] = "1",
            ["name"] = model.Name,
            ["artifact_uri"] = model.ArtifactUri,
            ["status"] = model.Status,
            ["source_run_id"] = model.RunId,
            ["creation_timestamp_ms"] = model.Created,
        },
    };

    public async Task AnswerAsync(HttpContext context, string route)
    {
        IQueryCollection query = context.Request.Query;
        string name = query["name"].ToString();
        await (route switch
        {
            "model-versions/get" => VersionAsync(context, name, query["version"].ToString()),
            "model-versions/get-download-uri" => DownloadUriAsync(context, name, query["version"].ToString()),
            "model-versions/search" => SearchAsync(context),
            "registered-models/alias" => AliasAsync(context, name, query["alias"].ToString()),
            "registered-models/get-latest-versions" => LatestAsync(context),
            _ => Answers.UnknownRouteAsync(context),
        });
    }

    public async Task SearchModelsAsync(HttpContext context)
    {
        JsonNode request = (await JsonNode.ParseAsync(context.Request.Body))!;
        Match filter = Comparison().Match((string)request["filter"]!);
        string value = filter.Groups["value"].Value;
        FakeModel[] found = [.. server.Models.Values
            .Where(model => (filter.Groups["field"].Value == "name" ? model.Name : model.RunId) == value)
            .OrderByDescending(static model => model.Created)];
        await PageAsync(context, "models", found, ToJson, (string?)request["page_token"]);
    }

    private async Task SearchAsync(HttpContext context)
    {
        string name = Comparison().Match(context.Request.Query["filter"].ToString()).Groups["value"].Value;
        FakeVersion[] found = [.. server.Versions.Where(version => version.Name == name)];
        await PageAsync(context, "model_versions", found, ToJson, context.Request.Query["page_token"]);
    }

    private Task PageAsync<T>(HttpContext context, string field, T[] all, Func<T, JsonObject> toJson, string? token)
    {
        int start = string.IsNullOrEmpty(token) ? 0 : int.Parse(token, CultureInfo.InvariantCulture);
        JsonNode?[] page = [.. all.Skip(start).Take(server.PageSize).Select(toJson)];
        JsonObject answer = page.Length == 0 ? [] : new JsonObject { [field] = new JsonArray(page) };
        if (start + page.Length < all.Length)
        {
            answer["next_page_token"] = (start + page.Length).ToString(CultureInfo.InvariantCulture);
        }

        return Answers.JsonAsync(context, answer);
    }

    private static JsonObject ToJson(FakeVersion version) => new()
    {
        ["name"] = version.Name,
        ["version"] = version.Version,
        ["source"] = version.Source,
        ["run_id"] = version.RunId,
        ["status"] = version.Status,
        ["current_stage"] = version.Stage,
        ["creation_timestamp"] = version.Created,
    };

    private Task VersionAsync(HttpContext context, string name, string number) =>
        server.Versions.Find(version => version.Name == name && version.Version == number) is { } found
            ? Answers.JsonAsync(context, new JsonObject { ["model_version"] = ToJson(found) })
            : Answers.ErrorAsync(context, 404, "RESOURCE_DOES_NOT_EXIST", $"Model Version (name={name}, version={number}) not found");

    private Task DownloadUriAsync(HttpContext context, string name, string number)
    {
        if (server.Versions.Find(version => version.Name == name && version.Version == number) is not { } found)
        {
            return VersionAsync(context, name, number);
        }

        string place = found.DownloadUri ?? (server.Models.TryGetValue(found.Source.Replace("models:/", "", StringComparison.Ordinal), out FakeModel? model) ? model.ArtifactUri : found.Source);
        return Answers.JsonAsync(context, new JsonObject { ["artifact_uri"] = place });
    }

    private Task AliasAsync(HttpContext context, string name, string alias) =>
        server.Aliases.TryGetValue((name, alias), out string? number)
            ? VersionAsync(context, name, number)
            : server.Versions.Exists(version => version.Name == name)
                ? Answers.ErrorAsync(context, 400, "INVALID_PARAMETER_VALUE", $"Registered model alias {alias} not found.")
                : Answers.ErrorAsync(context, 404, "RESOURCE_DOES_NOT_EXIST", $"Registered Model with name={name} not found");

    private async Task LatestAsync(HttpContext context)
    {
        JsonNode request = (await JsonNode.ParseAsync(context.Request.Body))!;
        string name = (string)request["name"]!;
        string[]? stages = request["stages"] is JsonArray array ? [.. array.Select(static stage => (string)stage!)] : null;
        JsonNode?[] latest = [.. server.Versions
            .Where(version => version.Name == name && (stages is null || stages.Contains(version.Stage)))
            .GroupBy(static version => version.Stage)
            .Select(static stage => stage.MaxBy(static version => int.Parse(version.Version, CultureInfo.InvariantCulture))!)
            .Select(ToJson)];
        await (server.Versions.Exists(version => version.Name == name)
            ? Answers.JsonAsync(context, latest.Length == 0 ? [] : new JsonObject { ["model_versions"] = new JsonArray(latest) })
            : Answers.ErrorAsync(context, 404, "RESOURCE_DOES_NOT_EXIST", $"Registered Model with name={name} not found"));
    }

    [GeneratedRegex("""^(?<field>\w+)\s*=\s*['"](?<value>.*)['"]$""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Comparison();
}
