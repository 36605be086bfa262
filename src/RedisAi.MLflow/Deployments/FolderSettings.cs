using System.Text.Json;
using System.Text.Json.Nodes;
using RedisAi.MLflow.Flavours;
using RedisAi.Persistence;

namespace RedisAi.MLflow.Deployments;

/// <summary>What a folder says of how its model is run is put over what code has set, and noted with the model, so that it goes with the folder.</summary>
internal static class FolderSettings
{
    private const string NoteName = "mlflow.folder_settings";
    private const string GivenName = "given";
    private const string BeneathName = "beneath";
    private const string ThreadsName = "threads";
    private const string BackendName = "backend";
    private const string OptionsName = "options";

    /// <summary>Sets what a folder says, and notes it with what it is put over.</summary>
    public static void Put(ModelOptions options, RunSettings given)
    {
        if (given != RunSettings.None)
        {
            RunSettings beneath = given.Among(options);
            given.ApplyTo(options);
            options.Metadata[NoteName] = new JsonObject { [GivenName] = ToJson(given), [BeneathName] = ToJson(beneath) }.ToJsonString();
        }
    }

    /// <summary>Sets what a folder was put over, save where somebody has set something else since.</summary>
    public static void TakeBack(ModelOptions options)
    {
        if (!options.Metadata.TryGetValue(NoteName, out string? note))
        {
            return;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(note);
            RunSettings given = Read(json.RootElement.GetProperty(GivenName));
            RunSettings beneath = Read(json.RootElement.GetProperty(BeneathName));
            options.Threads = given.Threads is not null && options.Threads == given.Threads ? beneath.Threads : options.Threads;
            if (given.BackendOptions is var (name, settings) && options.FindBackendOptions(name) is { } present)
            {
                JsonObject remaining = JsonObject.Create(present)!;
                TakeBack(remaining, JsonObject.Create(settings)!, beneath.BackendOptions is var (_, under) ? JsonObject.Create(under)! : []);
                using JsonDocument left = JsonDocument.Parse(remaining.ToJsonString());
                options.ReplaceBackendOptions(name, left.RootElement);
            }
        }
        catch (Exception error) when (DurableJson.IsDamage(error))
        {
            // Metadata is the application's to write, too: that is no note of this.
        }
    }

    private static void TakeBack(JsonObject present, JsonObject given, JsonObject beneath)
    {
        foreach ((string name, JsonNode? value) in given)
        {
            if (value is JsonObject inner)
            {
                if (present[name] is JsonObject innerPresent)
                {
                    TakeBack(innerPresent, inner, beneath[name] as JsonObject ?? []);
                }
            }
            else if (JsonNode.DeepEquals(present[name], value))
            {
                present.Remove(name);
                if (beneath[name] is { } under)
                {
                    present[name] = under.DeepClone();
                }
            }
        }
    }

    private static JsonObject ToJson(RunSettings settings)
    {
        JsonObject json = [];
        if (settings.Threads is { } threads)
        {
            json[ThreadsName] = threads;
        }

        if (settings.BackendOptions is var (name, options))
        {
            json[BackendName] = name;
            json[OptionsName] = JsonObject.Create(options);
        }

        return json;
    }

    private static RunSettings Read(JsonElement json) => new(
        json.Number(ThreadsName), json.Text(BackendName) is { } name ? (name, json.GetProperty(OptionsName).Clone()) : null);
}
