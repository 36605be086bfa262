using System.Text.Json;

namespace RedisAi;

/// <summary>Settings of a backend that are data, so that a storage can keep them with a model or script: what <see cref="LoadOptions.GetBackendOptions{TOptions}"/> makes may implement it.</summary>
/// <remarks>A model whose settings of a backend do not implement it is not kept.</remarks>
public interface IDurableOptions : ICloneable
{
    /// <summary>Gets what tells these settings from those of other backends, such as <c>onnx</c>. It never changes, as files have it.</summary>
    string DurableName { get; }

    /// <summary>Writes the settings as properties of a JSON object that was begun and is ended by the caller.</summary>
    /// <param name="json">Where to write.</param>
    void WriteTo(Utf8JsonWriter json);

    /// <summary>Takes over what was written, perhaps by an older version; what is not there keeps its default.</summary>
    /// <param name="json">The object. What is thrown for one that makes no sense counts as damage of the storage: the model does not come back.</param>
    void ReadFrom(JsonElement json);
}
