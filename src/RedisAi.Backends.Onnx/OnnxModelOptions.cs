using System.Text.Json;

namespace RedisAi.Backends.Onnx;

/// <summary>How ONNX Runtime loads and runs one model; see <see cref="OnnxModelOptionsExtensions.ConfigureOnnx"/>.</summary>
/// <remarks>The threads of a run are <see cref="LoadOptions.Threads"/>.</remarks>
public sealed class OnnxModelOptions : IDurableOptions
{
    /// <summary>Gets or sets how far the model is rewritten when it is loaded.</summary>
    /// <value>The default is <see cref="OnnxGraphOptimization.All"/>.</value>
    public OnnxGraphOptimization GraphOptimization { get; set; } = OnnxGraphOptimization.All;

    /// <summary>Gets or sets how many nodes of one run may be executed side by side.</summary>
    /// <value>The default is 1.</value>
    public int InterOpThreads { get; set; } = 1;

    /// <summary>Gets or sets whether the runtime keeps memory for the next run instead of giving it back.</summary>
    /// <value>The default is <see langword="true"/>. Off, a model takes less memory between its runs, and each run more time.</value>
    public bool MemoryArena { get; set; } = true;

    /// <summary>Gets or sets whether the runtime plans the memory of a run from the one before of the same shapes.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool MemoryPattern { get; set; } = true;

    /// <summary>Gets or sets the folder of the weights that a model given as bytes keeps in files of their own.</summary>
    /// <value>The default is <see langword="null"/>: such a model is refused. A model given as a file looks beside itself, never here.</value>
    public string? ExternalDataFolder { get; set; }

    /// <summary>Gets further session config entries by the runtime's own keys, such as <c>session.set_denormal_as_zero</c>. The runtime does not say when it does not know a key.</summary>
    public IDictionary<string, string> ConfigEntries { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    string IDurableOptions.DurableName => "onnx";

    void IDurableOptions.WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("graphOptimization", (int)GraphOptimization);
        json.WriteNumber("interOpThreads", InterOpThreads);
        json.WriteBoolean("memoryArena", MemoryArena);
        json.WriteBoolean("memoryPattern", MemoryPattern);
        if (ExternalDataFolder is not null)
        {
            json.WriteString("externalDataFolder", ExternalDataFolder);
        }

        json.WriteStartObject("configEntries");
        foreach ((string key, string value) in ConfigEntries)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    void IDurableOptions.ReadFrom(JsonElement json)
    {
        GraphOptimization = json.TryGetProperty("graphOptimization", out JsonElement level) ? (OnnxGraphOptimization)level.GetInt32() : GraphOptimization;
        InterOpThreads = json.TryGetProperty("interOpThreads", out JsonElement threads) ? threads.GetInt32() : InterOpThreads;
        MemoryArena = json.TryGetProperty("memoryArena", out JsonElement arena) ? arena.GetBoolean() : MemoryArena;
        MemoryPattern = json.TryGetProperty("memoryPattern", out JsonElement pattern) ? pattern.GetBoolean() : MemoryPattern;
        ExternalDataFolder = json.TryGetProperty("externalDataFolder", out JsonElement folder) ? folder.GetString() : ExternalDataFolder;
        if (!json.TryGetProperty("configEntries", out JsonElement entries))
        {
            return;
        }

        foreach (JsonProperty entry in entries.EnumerateObject())
        {
            ConfigEntries[entry.Name] = entry.Value.GetString() ?? "";
        }
    }

    /// <inheritdoc/>
    object ICloneable.Clone()
    {
        OnnxModelOptions copy = new()
        {
            GraphOptimization = GraphOptimization,
            InterOpThreads = InterOpThreads,
            MemoryArena = MemoryArena,
            MemoryPattern = MemoryPattern,
            ExternalDataFolder = ExternalDataFolder,
        };
        foreach ((string key, string value) in ConfigEntries)
        {
            copy.ConfigEntries[key] = value;
        }

        return copy;
    }
}
