using RedisAi.Backends.Onnx;
using RedisAi.MLflow.Flavours;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>Finds out what a model of a server takes and gives.</summary>
internal static class RemoteSignatures
{
    /// <summary>What was noted when it was deployed; else what its file says, which the server sends; else as many inputs and outputs as the server or a signature of MLflow's tells.</summary>
    public static async Task<ModelSignature> FindAsync(RemoteModels models, DeployedModel model, CancellationToken cancellationToken)
    {
        if (model.Record?.Signature is { } noted)
        {
            return noted;
        }

        bool isRead = model.Record is null && string.Equals(model.Info.Backend, OnnxFiles.Backend, StringComparison.OrdinalIgnoreCase);
        return (isRead ? await ReadAsync(models, model.Info.Key, cancellationToken).ConfigureAwait(false) : null) ?? Of(model.Info, model.Contract.Signature);
    }

    /// <summary>The signature of a model whose file does not tell one.</summary>
    public static ModelSignature Of(RemoteModelInfo info, MlflowSignature? signature) => new(
        Specs(info.Inputs, info.Inputs.Count, signature?.Inputs, "input"),
        Specs(info.Outputs, info.Outputs.Count, signature?.Outputs, "output"));

    private static async Task<ModelSignature?> ReadAsync(RemoteModels models, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await models.GetFileAsync(key, cancellationToken).ConfigureAwait(false) is { } file ? OnnxSignature.Read(new ProtobufReader(file)) : null;
        }
        catch (Exception error) when (error is RedisAiServerException or ModelLoadException)
        {
            // An application has stored it, or it is in the format of ONNX Runtime's own.
            return null;
        }
    }

    /// <summary>Names as the server tells them, else those of MLflow's signature, else such as the engine makes up. Columns are mostly one tensor together.</summary>
    private static IEnumerable<TensorSpec> Specs(IReadOnlyList<string> told, int count, IReadOnlyList<MlflowField>? fields, string word)
    {
        string[] logged = [.. (fields ?? []).Where(static field => field.IsTensor).Select(static field => field.Name ?? "")];
        count = count > 0 ? count : Math.Max(1, logged.Length);
        string[]? names = AreNames(told, count) ? [.. told] : AreNames(logged, count) ? logged : null;
        return Enumerable.Range(0, count).Select(place => new TensorSpec(names?[place] ?? (count == 1 ? word : $"{word}_{place}"), TensorDataType.Undefined, ShapePattern.Any));
    }

    private static bool AreNames(IReadOnlyList<string> names, int count) => names.Count == count && names.All(static name => name.Length > 0) && names.Distinct(StringComparer.Ordinal).Count() == count;
}
