using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads <c>inputs</c> and <c>instances</c>: arrays, alone or by the names of inputs, or a list of objects.</summary>
internal static class TensorForm
{
    /// <summary>Reads the value at which a reader stands, to its end.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="inputs">What takes the values.</param>
    /// <param name="isByRow">Whether it is <c>instances</c>, which is a list always.</param>
    public static void Read(ref Utf8JsonReader json, InputCollector inputs, bool isByRow)
    {
        if (isByRow && json.TokenType != JsonTokenType.StartArray)
        {
            throw ScoringError.BadRequest($"'instances' must be a list; it is {ScoringError.Describe(ref json)}.");
        }

        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                throw ScoringError.BadRequest("'inputs' is null; it must be an array, or an object with an array for each input.");
            case JsonTokenType.StartObject:
                ThrowIfUnnamed(inputs);
                ReadNamed(ref json, inputs);
                break;
            case JsonTokenType.StartArray when BeginsWithObject(json):
                ThrowIfUnnamed(inputs);
                json.Read();
                RecordsReader.Read(ref json, inputs, fillsGaps: false);
                break;
            default:
                ReadBare(ref json, inputs);
                break;
        }
    }

    /// <summary>Reads the properties of the object in which a reader stands, each an input, to its end.</summary>
    public static void ReadNamed(ref Utf8JsonReader json, InputCollector inputs)
    {
        NamedColumns? columns = inputs.Binding.Form == BindingForm.Matrix || HasFeatures(json, inputs.Binding) ? new NamedColumns(inputs) : null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (columns is not null)
            {
                columns.Read(ref json);
                continue;
            }

            BoundInput? input = Find(ref json, inputs.Binding);
            if (input is null)
            {
                if (inputs.Binding.Dropped.Count > 0)
                {
                    inputs.Drop(JsonText.Read(ref json));
                }

                json.Skip();
                continue;
            }

            json.Read();
            ElementSink sink = inputs.SinkOf(input);
            if (sink.IsTouched)
            {
                // As in Python, the last one counts.
                sink.Clear();
            }

            sink.Read(ref json, input.Rules);
        }

        columns?.End();
    }

    private static BoundInput? Find(ref Utf8JsonReader json, InputBinding binding)
    {
        foreach (BoundInput input in binding.Inputs)
        {
            if (input.Name.Length > 0 && json.ValueTextEquals(input.Name))
            {
                return input;
            }
        }

        return null;
    }

    private static void ReadBare(ref Utf8JsonReader json, InputCollector inputs)
    {
        InputBinding binding = inputs.Binding;
        if (binding.Form == BindingForm.Matrix && binding.Columns[0].Name is not null)
        {
            throw ScoringError.Missing(binding.Columns.Where(static column => column.IsRequired).Select(static column => column.Name!), binding);
        }

        if (binding.Bare is not { } input)
        {
            // Nothing says which input it is for, so all of them are missing.
            json.Skip();
            return;
        }

        inputs.SinkOf(input).Read(ref json, input.Rules);
    }

    private static void ThrowIfUnnamed(InputCollector inputs)
    {
        if (inputs.Binding.Form == BindingForm.Unnamed)
        {
            throw ScoringError.BadRequest($"The signature has one input without a name, {inputs.Binding.Signature}, so a request must give it as one array; there is an object.");
        }
    }

    /// <summary>Whether the object has the columns that the model's file names, rather than an input of the model; the reader is a copy.</summary>
    private static bool HasFeatures(Utf8JsonReader json, InputBinding binding)
    {
        while (binding.HasFeatures && json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = JsonText.Read(ref json);
            if (binding.FindFeature(name) is not null || binding.Find(name) is not null)
            {
                return binding.FindFeature(name) is not null;
            }

            json.Skip();
        }

        return binding.HasFeatures;
    }

    /// <summary>The reader is a copy.</summary>
    private static bool BeginsWithObject(Utf8JsonReader json) => json.Read() && json.TokenType == JsonTokenType.StartObject;
}
