using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RedisAi.AspNetCore.Http;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>Tells what a model is and what it has done.</summary>
internal sealed class ModelHandlers(OfferedModels models, GuardedEndpoint guard)
{
    private const string OnnxPlatform = "onnxruntime_onnx";
    private const string TorchPlatform = "pytorch_libtorch";

    /// <summary>Whether it can be called: a model that is there was loaded and warmed before.</summary>
    public async Task ReadyAsync(HttpContext context)
    {
        try
        {
            _ = models.FindVersions(context);
        }
        catch (Exception error) when (error is ModelNotFoundException or RequestRefusedException)
        {
            // The protocol asks for 400 here, and 404 elsewhere.
            await guard.RefuseAsync(context, new Failure(FailureKind.BadRequest, error.Message)).ConfigureAwait(false);
        }
    }

    public Task MetadataAsync(HttpContext context)
    {
        IReadOnlyList<ModelInfo> versions = models.FindVersions(context);
        ModelInfo serving = ServingOf(versions);
        return JsonAnswer.SendAsync(context, (serving, versions), static (json, model) =>
        {
            json.WriteStartObject();
            json.WriteString("name", model.serving.Key);
            json.WriteStartArray("versions");
            foreach (ModelInfo version in model.versions.Reverse())
            {
                json.WriteStringValue(NumberOf(version));
            }

            json.WriteEndArray();
            json.WriteString("platform", PlatformOf(model.serving.Backend));
            SpecJson.WriteAll(json, "inputs", model.serving.Signature.Inputs);
            SpecJson.WriteAll(json, "outputs", model.serving.Signature.Outputs);
            json.WriteEndObject();
        });
    }

    /// <summary>What of another server's configuration has a counterpart here.</summary>
    public Task ConfigurationAsync(HttpContext context)
    {
        ModelInfo serving = ServingOf(models.FindVersions(context));
        int rows = models.Engine.Models.GetOptions(serving.Key).Batching.BatchSize ?? 0;
        return JsonAnswer.SendAsync(context, (serving, rows), static (json, model) =>
        {
            json.WriteStartObject();
            json.WriteString("name", model.serving.Key);
            json.WriteString("platform", PlatformOf(model.serving.Backend));
            json.WriteString("backend", PlatformOf(model.serving.Backend).Split('_')[0]);
            json.WriteNumber("max_batch_size", model.rows);
            WriteDimensions(json, "input", model.serving.Signature.Inputs);
            WriteDimensions(json, "output", model.serving.Signature.Outputs);
            json.WriteEndObject();
        });
    }

    public Task StatisticsAsync(HttpContext context) => JsonAnswer.SendAsync(context, models.FindVersions(context), static (json, versions) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("model_stats");
        foreach (ModelInfo version in versions.Reverse())
        {
            RunStatistics statistics = version.Statistics;
            long succeeded = statistics.Calls - statistics.Errors;
            json.WriteStartObject();
            json.WriteString("name", version.Key);
            json.WriteString("version", NumberOf(version));
            json.WriteNumber("inference_count", statistics.Samples);
            json.WriteNumber("execution_count", statistics.Runs);
            json.WriteStartObject("inference_stats");
            WriteCount(json, "success", succeeded, statistics.Duration);
            WriteCount(json, "fail", statistics.Errors, TimeSpan.Zero);
            WriteCount(json, "compute_infer", succeeded, statistics.Duration);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The number of a version, which is a text in the protocol.</summary>
    public static string NumberOf(ModelInfo version) => version.Version.ToString(CultureInfo.InvariantCulture);

    /// <summary>The version that serves; the only one, where a request names one.</summary>
    private static ModelInfo ServingOf(IReadOnlyList<ModelInfo> versions) => versions.FirstOrDefault(static version => version.Role == VersionRole.Serving) ?? versions[0];

    private static string PlatformOf(string backend) => backend switch
    {
        "ONNX" => OnnxPlatform,
        "TORCH" => TorchPlatform,
        _ => backend.ToLowerInvariant(),
    };

    private static void WriteDimensions(Utf8JsonWriter json, string property, IReadOnlyList<TensorSpec> specs)
    {
        json.WriteStartArray(property);
        foreach (TensorSpec spec in specs)
        {
            json.WriteStartObject();
            json.WriteString("name", spec.Name);
            json.WriteString("data_type", spec.DataType == TensorDataType.String ? "TYPE_STRING" : $"TYPE_{DataTypeName.Of(spec.DataType)}");
            json.WriteStartArray("dims");
            foreach (long length in spec.Shape.Dimensions)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteCount(Utf8JsonWriter json, string property, long count, TimeSpan time)
    {
        json.WriteStartObject(property);
        json.WriteNumber("count", count);
        json.WriteNumber("ns", (long)time.TotalNanoseconds);
        json.WriteEndObject();
    }
}
