using System.Text.Json;

namespace RedisAi.Backends.TfLite;

/// <summary>How TensorFlow Lite loads and runs one model. How many threads a run may use is in <see cref="LoadOptions.Threads"/>.</summary>
public sealed class TfLiteModelOptions : IDurableOptions
{
    /// <summary>Gets or sets whether XNNPACK computes what it can of the model.</summary>
    /// <value>
    /// The default is <see langword="false"/>. With it, large convolutions of floats take less time, each interpreter has a copy of the weights, answers
    /// differ in the last digits, and the library writes one line to the error output of the process. The library for macOS has none: the model is refused there.
    /// </value>
    public bool Xnnpack { get; set; }

    /// <summary>Gets or sets how many interpreters wait for the next run, beside those that the latest runs have used.</summary>
    /// <value>The default is 8; at least 0. An interpreter is for one combination of input shapes, such as one number of rows, and has the memory of a run.</value>
    public int KeptInterpreters { get; set; } = 8;

    string IDurableOptions.DurableName => "tflite";

    void IDurableOptions.WriteTo(Utf8JsonWriter json)
    {
        json.WriteBoolean("xnnpack", Xnnpack);
        json.WriteNumber("keptInterpreters", KeptInterpreters);
    }

    void IDurableOptions.ReadFrom(JsonElement json)
    {
        Xnnpack = json.TryGetProperty("xnnpack", out JsonElement xnnpack) ? xnnpack.GetBoolean() : Xnnpack;
        KeptInterpreters = json.TryGetProperty("keptInterpreters", out JsonElement kept) ? kept.GetInt32() : KeptInterpreters;
    }

    /// <inheritdoc/>
    object ICloneable.Clone() => new TfLiteModelOptions { Xnnpack = Xnnpack, KeptInterpreters = KeptInterpreters };
}
