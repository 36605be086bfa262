using System.Globalization;
using System.Text.Json;

namespace RedisAi.MLflow.Deployments;

/// <summary>Deployments as endpoints and the command line tell of them, by MLflow's names. What is not known is left out; settings are the texts that they are given as.</summary>
internal static class DeploymentJson
{
    /// <summary>What it is, and where it comes from.</summary>
    public static (string Name, string? Value)[] Facts(MlflowDeployment deployment) =>
    [
        ("name", deployment.Name),
        ("flavor", deployment.Flavor),
        ("model_uri", deployment.ModelUri),
        ("model_id", deployment.ModelId),
        ("model_version", deployment.ModelVersion),
        ("run_id", deployment.RunId),
        ("digest", deployment.Digest),
    ];

    /// <summary>How it is run.</summary>
    public static (string Name, string? Value)[] Config(MlflowDeployment deployment) =>
    [
        ("device", deployment.Device.ToString()),
        ("batchsize", deployment.BatchSize?.ToString(CultureInfo.InvariantCulture)),
        ("minbatchsize", deployment.MinBatchSize > 0 ? deployment.MinBatchSize.ToString(CultureInfo.InvariantCulture) : null),
        ("minbatchtimeout", deployment.MinBatchTimeout > TimeSpan.Zero ? deployment.MinBatchTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) : null),
        ("tag", deployment.Tag.Length > 0 ? deployment.Tag : null),
    ];

    /// <summary>Writes the properties of an object that was begun.</summary>
    public static void WriteProperties(Utf8JsonWriter json, MlflowDeployment deployment)
    {
        WriteTexts(json, Facts(deployment));
        if (deployment.Revision is { } revision)
        {
            json.WriteNumber("revision", revision);
        }

        json.WriteString("backend", deployment.Backend);
        json.WriteStartObject("config");
        WriteTexts(json, Config(deployment));
        json.WriteEndObject();
        WriteNames(json, "inputs", deployment.Inputs);
        WriteNames(json, "outputs", deployment.Outputs);
    }

    private static void WriteTexts(Utf8JsonWriter json, IEnumerable<(string Name, string? Value)> texts)
    {
        foreach ((string name, string? value) in texts)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }

    private static void WriteNames(Utf8JsonWriter json, string key, IReadOnlyList<string> names)
    {
        json.WriteStartArray(key);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
