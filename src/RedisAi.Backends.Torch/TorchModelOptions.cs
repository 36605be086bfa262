using System.Text.Json;

namespace RedisAi.Backends.Torch;

/// <summary>How libtorch loads and runs one model; see <see cref="TorchModelOptionsExtensions.ConfigureTorch"/>.</summary>
/// <remarks>The threads of a run are <see cref="LoadOptions.Threads"/>.</remarks>
public sealed class TorchModelOptions : IDurableOptions
{
    /// <summary>Gets or sets whether the module is frozen and its operators rewritten for inference when it is loaded.</summary>
    /// <value>The default is <see langword="true"/>. Answers then differ by rounding. A module that cannot be frozen runs as it is.</value>
    public bool Optimize { get; set; } = true;

    /// <summary>Gets or sets whether the model's code may read and write files.</summary>
    /// <value>The default is <see langword="false"/>: a model that could is refused when it is stored.</value>
    public bool AllowFileAccess { get; set; }

    /// <summary>Gets types and shapes of inputs, which TorchScript does not declare, by their names.</summary>
    /// <value>
    /// The default is empty: inputs of any type and shape are passed on. What is declared is checked before a run, and when all inputs are
    /// declared the model is warmed up when it is stored, and its threads are chosen by what a run costs. The names are those of
    /// <see cref="IModel.Signature"/>: the parameters of <c>forward</c>, <c>name.0</c>, <c>name.1</c> for the parts of a tuple, and as many of these
    /// as are declared for a list of tensors, which otherwise takes one.
    /// </value>
    public IList<TensorSpec> Inputs { get; } = [];

    /// <summary>Gets names, types and shapes of the outputs, in order.</summary>
    /// <value>
    /// The default is empty: <c>output</c>, or <c>output_0</c>, <c>output_1</c> where there are several, or the keys of a dictionary or named
    /// tuple. Where only a run tells how many there are, as for a list that a loop fills, the signature leaves them open unless they are declared.
    /// </value>
    public IList<TensorSpec> Outputs { get; } = [];

    string IDurableOptions.DurableName => "torch";

    void IDurableOptions.WriteTo(Utf8JsonWriter json)
    {
        json.WriteBoolean("optimize", Optimize);
        json.WriteBoolean("allowFileAccess", AllowFileAccess);
        WriteSpecs(json, "inputs", Inputs);
        WriteSpecs(json, "outputs", Outputs);
    }

    void IDurableOptions.ReadFrom(JsonElement json)
    {
        Optimize = json.TryGetProperty("optimize", out JsonElement optimize) ? optimize.GetBoolean() : Optimize;
        AllowFileAccess = json.TryGetProperty("allowFileAccess", out JsonElement access) ? access.GetBoolean() : AllowFileAccess;
        ReadSpecs(json, "inputs", Inputs);
        ReadSpecs(json, "outputs", Outputs);
    }

    /// <inheritdoc/>
    object ICloneable.Clone()
    {
        TorchModelOptions copy = new() { Optimize = Optimize, AllowFileAccess = AllowFileAccess };
        foreach (TensorSpec spec in Inputs)
        {
            copy.Inputs.Add(spec);
        }

        foreach (TensorSpec spec in Outputs)
        {
            copy.Outputs.Add(spec);
        }

        return copy;
    }

    private static void WriteSpecs(Utf8JsonWriter json, string name, IList<TensorSpec> specs)
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

    private static void ReadSpecs(JsonElement json, string name, IList<TensorSpec> specs)
    {
        if (!json.TryGetProperty(name, out JsonElement written))
        {
            return;
        }

        specs.Clear();
        foreach (JsonElement spec in written.EnumerateArray())
        {
            specs.Add(TensorSpec.ReadFrom(spec));
        }
    }
}
