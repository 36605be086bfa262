using System.Globalization;
using System.Text.Json;
using RedisAi.MLflow;

namespace RedisAi.AspNetCore.Deployments;

/// <summary>Deployments in answers. What is not known is left out.</summary>
internal static class DeploymentJson
{
    public static void Write(Utf8JsonWriter json, MlflowDeployment deployment)
    {
        json.WriteStartObject();
        json.WriteString("name", deployment.Name);
        json.WriteString("flavor", deployment.Flavor);
        WriteText(json, "model_uri", deployment.ModelUri);
        WriteText(json, "model_id", deployment.ModelId);
        WriteText(json, "model_version", deployment.ModelVersion);
        WriteText(json, "run_id", deployment.RunId);
        WriteText(json, "digest", deployment.Digest);
        if (deployment.Revision is { } revision)
        {
            json.WriteNumber("revision", revision);
        }

        json.WriteBoolean("uploaded", deployment.IsUploaded);
        json.WriteString("backend", deployment.Backend);
        WriteConfig(json, deployment);
        WriteNames(json, "inputs", deployment.Inputs);
        WriteNames(json, "outputs", deployment.Outputs);
        json.WriteEndObject();
    }

    /// <summary>The settings as they are given: texts, under their keys.</summary>
    private static void WriteConfig(Utf8JsonWriter json, MlflowDeployment deployment)
    {
        json.WriteStartObject("config");
        json.WriteString("device", deployment.Device.ToString());
        WriteText(json, "batchsize", deployment.BatchSize?.ToString(CultureInfo.InvariantCulture));
        if (deployment.MinBatchSize > 0)
        {
            json.WriteString("minbatchsize", deployment.MinBatchSize.ToString(CultureInfo.InvariantCulture));
        }

        if (deployment.MinBatchTimeout > TimeSpan.Zero)
        {
            json.WriteString("minbatchtimeout", deployment.MinBatchTimeout.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture));
        }

        WriteText(json, "tag", deployment.Tag.Length > 0 ? deployment.Tag : null);
        json.WriteEndObject();
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

    private static void WriteText(Utf8JsonWriter json, string key, string? text)
    {
        if (text is not null)
        {
            json.WriteString(key, text);
        }
    }
}
