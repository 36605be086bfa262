using System.Text.Json;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>What is kept beside a model on a server, as JSON: so much that any process can tell of the deployment and score with it.</summary>
/// <param name="Facts">Where the model comes from, and what scoring has to know.</param>
/// <param name="Signature">What its file declares; null where the file does not say.</param>
/// <param name="Options">How it was stored: another model under the key is told by it.</param>
/// <param name="Backend">The backend that runs it.</param>
internal sealed record FactsRecord(DeploymentFacts Facts, ModelSignature? Signature, RemoteModelOptions Options, string Backend)
{
    private const int Format = 1;

    /// <summary>Whether a model is the one that this was noted with, as far as a server tells.</summary>
    public bool IsOf(RemoteModelInfo model) =>
        string.Equals(model.Backend, Backend, StringComparison.OrdinalIgnoreCase)
        && string.Equals(model.Device, Options.Device, StringComparison.OrdinalIgnoreCase)
        && model.Tag == Options.Tag
        && model.BatchSize == Options.BatchSize
        && model.MinBatchSize == Options.MinBatchSize
        && model.MinBatchTimeout == Options.MinBatchTimeout;

    public byte[] ToJson()
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("backend", Backend);
            json.WriteString("device", Options.Device);
            json.WriteString("tag", Options.Tag);
            json.WriteNumber("batchsize", Options.BatchSize);
            json.WriteNumber("minbatchsize", Options.MinBatchSize);
            json.WriteNumber("minbatchtimeout", (long)Options.MinBatchTimeout.TotalMilliseconds);
            WriteFacts(json);
            if (Signature is not null)
            {
                Write(json, "inputs", Signature.Inputs);
                Write(json, "outputs", Signature.Outputs);
            }

            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    /// <summary>Reads what was noted; null when it is something else, since others may write there, too.</summary>
    public static FactsRecord? TryParse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            JsonElement json = document.RootElement;
            Dictionary<string, string> metadata = json.GetProperty("facts").EnumerateObject().ToDictionary(static fact => fact.Name, static fact => fact.Value.GetString() ?? "");
            if (json.GetProperty("format").GetInt32() != Format || !DeploymentFacts.TryRead(metadata, out DeploymentFacts? facts))
            {
                return null;
            }

            return new FactsRecord(facts, SignatureOf(json), OptionsOf(json), json.GetProperty("backend").GetString() ?? "");
        }
        catch (Exception error) when (error is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private void WriteFacts(Utf8JsonWriter json)
    {
        Dictionary<string, string> metadata = [];
        Facts.WriteTo(metadata);
        json.WriteStartObject("facts");
        foreach ((string name, string text) in metadata)
        {
            json.WriteString(name, text);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<TensorSpec> specs)
    {
        json.WriteStartArray(name);
        foreach (TensorSpec spec in specs)
        {
            json.WriteStartObject();
            spec.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static RemoteModelOptions OptionsOf(JsonElement json) => new()
    {
        Device = json.GetProperty("device").GetString() ?? "",
        Tag = json.GetProperty("tag").GetString() ?? "",
        BatchSize = json.GetProperty("batchsize").GetInt32(),
        MinBatchSize = json.GetProperty("minbatchsize").GetInt32(),
        MinBatchTimeout = TimeSpan.FromMilliseconds(json.GetProperty("minbatchtimeout").GetInt32()),
    };

    private static ModelSignature? SignatureOf(JsonElement json) => json.TryGetProperty("inputs", out JsonElement inputs)
        ? new ModelSignature(inputs.EnumerateArray().Select(TensorSpec.ReadFrom), json.GetProperty("outputs").EnumerateArray().Select(TensorSpec.ReadFrom))
        : null;
}
