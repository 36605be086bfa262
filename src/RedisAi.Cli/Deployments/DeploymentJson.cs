using System.Globalization;
using System.Text.Json;
using RedisAi.Cli.Models;
using RedisAi.Client.Protocol;
using RedisAi.MLflow;

namespace RedisAi.Cli.Deployments;

/// <summary>Deployments as JSON, and line by line. What is not known is left out; settings are the texts that they are given as.</summary>
internal static class DeploymentJson
{
    /// <summary>Writes the properties of an object that was begun.</summary>
    public static void WriteProperties(Utf8JsonWriter json, MlflowDeployment deployment)
    {
        Write(json, Facts(deployment));
        if (deployment.Revision is { } revision)
        {
            json.WriteNumber("revision", revision);
        }

        json.WriteString("backend", deployment.Backend);
        json.WriteStartObject("config");
        Write(json, Config(deployment));
        json.WriteEndObject();
        ModelJson.WriteNames(json, "inputs", deployment.Inputs);
        ModelJson.WriteNames(json, "outputs", deployment.Outputs);
    }

    /// <summary>What there is to tell a person.</summary>
    public static IReadOnlyList<(string Name, string Value)> Fields(MlflowDeployment deployment)
    {
        (string Name, string? Value)[] fields =
        [
            .. Facts(deployment),
            ("backend", deployment.Backend),
            .. Config(deployment),
            ("inputs", ModelJson.Names(deployment.Inputs)),
            ("outputs", ModelJson.Names(deployment.Outputs)),
        ];
        return [.. fields.Where(static field => !string.IsNullOrEmpty(field.Value)).Select(static field => (field.Name, Shown.Text(field.Value!)))];
    }

    private static (string Name, string? Value)[] Facts(MlflowDeployment deployment) =>
    [
        ("name", deployment.Name),
        ("flavor", deployment.Flavor),
        ("model_uri", deployment.ModelUri),
        ("model_id", deployment.ModelId),
        ("model_version", deployment.ModelVersion),
        ("run_id", deployment.RunId),
        ("digest", deployment.Digest),
    ];

    private static (string Name, string? Value)[] Config(MlflowDeployment deployment) =>
    [
        ("device", deployment.Device.ToString()),
        ("batchsize", deployment.BatchSize?.ToString(CultureInfo.InvariantCulture)),
        ("minbatchsize", deployment.MinBatchSize > 0 ? deployment.MinBatchSize.ToString(CultureInfo.InvariantCulture) : null),
        ("minbatchtimeout", deployment.MinBatchTimeout > TimeSpan.Zero ? deployment.MinBatchTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) : null),
        ("tag", deployment.Tag.Length > 0 ? deployment.Tag : null),
    ];

    private static void Write(Utf8JsonWriter json, IEnumerable<(string Name, string? Value)> texts)
    {
        foreach ((string name, string? value) in texts)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }
}
