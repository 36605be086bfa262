using RedisAi.Errors;
using RedisAi.Registry;

namespace RedisAi.Models;

/// <summary>Runs a model on tensors of the store, and puts there what comes of it.</summary>
internal static class ModelStoreToStore
{
    /// <inheritdoc cref="IModelRegistry.ExecuteAsync"/>
    public static Task ExecuteAsync(
        IModel model, ITensorStore tensors, IReadOnlyList<string> inputs, IReadOnlyList<string> outputs, InferenceOptions? options, CancellationToken cancellationToken)
    {
        ModelSignature signature = model.Signature;
        return signature.HasOpenOutputs || signature.Outputs.Count == outputs.Count
            ? StoreToStore.ExecuteAsync(
                tensors, inputs, outputs, given => model.RunAsync(given, options, cancellationToken), (result, keys) => OutputsOf(model.Key, result, keys), cancellationToken)
            : throw WrongCount(model.Key, signature.Outputs.Count, outputs.Count);
    }

    private static KeyValuePair<string, AiTensor>[] OutputsOf(string model, ModelResult result, IReadOnlyList<string> keys) =>
        result.Count == keys.Count ? [.. keys.Select((key, index) => KeyValuePair.Create(key, result[index]))] : throw WrongCount(model, result.Count, keys.Count);

    private static TensorMismatchException WrongCount(string model, int count, int keys) =>
        new("outputs", Counted.Of(count, "key"), $"{keys}", $"Model '{model}' has {Counted.Of(count, "output")}; {Counted.Of(keys, "key")} {(keys == 1 ? "was" : "were")} given.");
}
