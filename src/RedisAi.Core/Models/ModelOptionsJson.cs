using System.Text.Json;
using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>Options of a model as data. The tensors of initial states are contents of their own beside it.</summary>
internal static class ModelOptionsJson
{
    /// <summary>What in options cannot be kept, as the end of a sentence; null when all of them can.</summary>
    public static string? Undurable(ModelOptions options) => options.Undurable ?? (options.Routing.Migration is null ? null : "its Routing.Migration is a C# function");

    public static void Write(Utf8JsonWriter json, ModelOptions options)
    {
        options.WriteTo(json);
        json.WriteBoolean("warmUp", options.WarmUp);
        json.WriteSpan("maxWait", options.MaxWait);
        json.WriteTexts("sharedInputs", options.SharedInputs.Order(StringComparer.Ordinal));
        json.WriteNamedTexts("metadata", options.Metadata);
        WriteBatching(json, options.Batching);
        json.WriteStartObject("routing");
        json.WriteNumber("promotion", (int)options.Routing.Promotion);
        json.WriteNumber("maxOldVersions", options.Routing.MaxOldVersions);
        json.WriteEndObject();
        json.WriteStartArray("states");
        for (int i = 0; i < options.States.Count; i++)
        {
            WriteState(json, options.States[i], i);
        }

        json.WriteEndArray();
    }

    /// <summary>Reads options whose initial states are still to be read.</summary>
    public static ModelOptions Read(JsonElement json)
    {
        ModelOptions options = new();
        options.ReadFrom(json);
        options.WarmUp = json.Truth("warmUp") ?? true;
        options.MaxWait = json.Span("maxWait") ?? options.MaxWait;
        options.SharedInputs.UnionWith(json.Texts("sharedInputs"));
        foreach ((string name, string text) in json.NamedTexts("metadata"))
        {
            options.Metadata[name] = text;
        }

        ReadBatching(json.GetProperty("batching"), options.Batching);
        JsonElement routing = json.GetProperty("routing");
        options.Routing.Promotion = (SessionPromotion)routing.GetProperty("promotion").GetInt32();
        options.Routing.MaxOldVersions = routing.GetProperty("maxOldVersions").GetInt32();
        foreach (JsonElement state in json.GetProperty("states").EnumerateArray())
        {
            options.States.Add(new ModelState(state.Text("input") ?? "", state.Text("output") ?? "")
            {
                BatchAxis = state.GetProperty("batchAxis").GetInt32(),
                TimeToLive = state.Span("timeToLive"),
            });
        }

        options.Validate();
        return options;
    }

    /// <summary>The tensors of initial states as contents.</summary>
    public static IEnumerable<DurableContent> InitialStates(ModelOptions options)
    {
        for (int i = 0; i < options.States.Count; i++)
        {
            if (options.States[i].Initial is { } initial)
            {
                DurableTensor tensor = new(initial.Borrow());
                yield return DurableContent.Of(InitialName(i), tensor.Piece(0, checked((int)tensor.ByteLength)).ToArray());
            }
        }
    }

    /// <summary>Makes the tensor of an initial state again; null when it has none, or zeros.</summary>
    public static async Task<AiTensor?> ReadInitialAsync(JsonElement json, int state, Func<string, Task<byte[]>> read)
    {
        if (!json.GetProperty("states")[state].TryGetProperty("initial", out JsonElement initial))
        {
            return null;
        }

        TensorDataType type = (TensorDataType)initial.GetProperty("type").GetInt32();
        TensorShape shape = TensorShape.Create([.. initial.GetProperty("shape").EnumerateArray().Select(static length => length.GetInt64())]);
        return new AiTensor(DurableTensor.Create(type, shape, await read(InitialName(state)).ConfigureAwait(false)));
    }

    private static string InitialName(int state) => $"initial:{state}";

    private static void WriteBatching(Utf8JsonWriter json, BatchingOptions batching)
    {
        json.WriteStartObject("batching");
        json.WriteNumber("mode", (int)batching.Mode);
        if (batching.BatchSize is { } size)
        {
            json.WriteNumber("batchSize", size);
        }

        json.WriteNumber("minBatchSize", batching.MinBatchSize);
        json.WriteSpan("minBatchTimeout", batching.MinBatchTimeout);
        if (batching.IsPure is { } isPure)
        {
            json.WriteBoolean("isPure", isPure);
        }

        json.WriteStartArray("axes");
        foreach ((string name, int axis) in batching.Axes.OrderBy(static axis => axis.Key, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteText("name", name);
            json.WriteNumber("axis", axis);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void ReadBatching(JsonElement json, BatchingOptions batching)
    {
        batching.Mode = (BatchingMode)json.GetProperty("mode").GetInt32();
        batching.BatchSize = json.Number("batchSize");
        batching.MinBatchSize = json.GetProperty("minBatchSize").GetInt32();
        batching.MinBatchTimeout = json.Span("minBatchTimeout") ?? default;
        batching.IsPure = json.Truth("isPure");
        foreach (JsonElement axis in json.GetProperty("axes").EnumerateArray())
        {
            batching.Axes[axis.Text("name") ?? ""] = axis.GetProperty("axis").GetInt32();
        }
    }

    private static void WriteState(Utf8JsonWriter json, ModelState state, int place)
    {
        json.WriteStartObject();
        json.WriteText("input", state.Input);
        json.WriteText("output", state.Output);
        json.WriteNumber("batchAxis", state.BatchAxis);
        json.WriteSpan("timeToLive", state.TimeToLive);
        if (state.Initial is { } initial)
        {
            json.WriteStartObject("initial");
            json.WriteString("content", InitialName(place));
            json.WriteNumber("type", (int)initial.DataType);
            json.WriteStartArray("shape");
            foreach (long length in initial.Shape.Dimensions)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
