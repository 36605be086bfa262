using System.Text.Json;
using RedisAi.MLflow.Signatures;

namespace RedisAi.MLflow.Scoring;

/// <summary>Reads a request in JSON: an object with one of MLflow's four forms, or without, for models of language.</summary>
internal static class JsonRequest
{
    // The deepest tensor, within the two objects around it.
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = TensorShape.MaxRank + 4 };

    /// <summary>Reads a body into the inputs, and makes their tensors.</summary>
    /// <param name="body">UTF-8. The words NaN, Infinity and -Infinity are taken, as Python writes them.</param>
    /// <param name="inputs">Empty.</param>
    /// <exception cref="MlflowException">It is none, or not what the model takes.</exception>
    public static void Read(ReadOnlySpan<byte> body, InputCollector inputs)
    {
        bool allowsMissing = inputs.AllowsMissing;
        try
        {
            ReadOnce(body, inputs);
        }
        catch (JsonException error)
        {
            byte[] rewritten = NonFiniteNumbers.Rewrite(body) ?? throw ScoringError.NotJson(error);
            inputs.Clear();
            inputs.AllowsMissing = allowsMissing;
            try
            {
                ReadOnce(rewritten, inputs);
            }
            catch (JsonException)
            {
                // What the client has sent is what it should be told of.
                throw ScoringError.NotJson(error);
            }
        }
    }

    private static void ReadOnce(ReadOnlySpan<byte> body, InputCollector inputs)
    {
        try
        {
            if (!ReadForm(body, inputs))
            {
                inputs.IsUnwrapped = true;
                ReadUnwrapped(body, inputs);
            }
        }
        catch (MlflowException)
        {
            // Whoever sends two forms, or something that ends in the middle, should be told of that rather than of what is in it.
            RequestKeys.Check(new Utf8JsonReader(body, s_options));
            throw;
        }

        inputs.Complete();
    }

    /// <summary>Reads one of the four forms.</summary>
    /// <returns>False for a body that has no word for its inputs: the whole of it is them.</returns>
    private static bool ReadForm(ReadOnlySpan<byte> body, InputCollector inputs)
    {
        Utf8JsonReader json = new(body, s_options);
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw RequestKeys.NoForm(ScoringError.Describe(ref json));
        }

        RequestForm form = RequestForm.None;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            RequestForm next = RequestKeys.FormOf(ref json);
            if (next == RequestForm.Unwrapped)
            {
                return false;
            }

            json.Read();
            switch (next)
            {
                case RequestForm.None:
                    json.Skip();
                    break;
                case RequestForm.Params:
                    ParameterValues.Read(ref json, inputs);
                    break;
                default:
                    if (form != RequestForm.None && form != next)
                    {
                        RequestKeys.Check(new Utf8JsonReader(body, s_options));
                    }

                    form = next;
                    ReadInputs(ref json, next, inputs);
                    break;
            }
        }

        // Throws where something follows.
        json.Read();
        return form != RequestForm.None ? true : throw RequestKeys.NoForm("one with none of them");
    }

    private static void ReadInputs(ref Utf8JsonReader json, RequestForm form, InputCollector inputs)
    {
        foreach (BoundInput input in inputs.Binding.Inputs)
        {
            // As in Python, the last one counts of those with the same name.
            if (input.Parameter is null && inputs.SinkOf(input).IsTouched)
            {
                inputs.SinkOf(input).Clear();
            }
        }

        switch (form)
        {
            case RequestForm.Split:
                inputs.IsTable = true;
                SplitTable.Read(ref json, inputs);
                break;
            case RequestForm.Records:
                inputs.IsTable = true;
                ReadRecords(ref json, inputs);
                break;
            default:
                TensorForm.Read(ref json, inputs, isByRow: form == RequestForm.Instances);
                break;
        }
    }

    private static void ReadRecords(ref Utf8JsonReader json, InputCollector inputs)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw ScoringError.BadRequest($"'dataframe_records' must be a list of objects; it is {ScoringError.Describe(ref json)}.");
        }

        json.Read();
        if (json.TokenType == JsonTokenType.EndArray)
        {
            new TableLayout(inputs, [], 0).End(0);
            return;
        }

        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw ScoringError.BadRequest($"'dataframe_records' must be a list of objects; it has {ScoringError.Describe(ref json)}.");
        }

        RecordsReader.Read(ref json, inputs, fillsGaps: true);
    }

    private static void ReadUnwrapped(ReadOnlySpan<byte> body, InputCollector inputs)
    {
        if (inputs.Binding.Form == BindingForm.Unnamed)
        {
            throw ScoringError.Mismatch($"The body has a key of models of language ('messages', 'prompt' or 'input'), so all of it is the inputs by their names; the signature has one input without a name, {inputs.Binding.Signature}. Give it under 'inputs'.");
        }

        foreach (BoundInput input in inputs.Binding.Inputs)
        {
            inputs.SinkOf(input).Clear();
        }

        Utf8JsonReader json = new(body, s_options);
        json.Read();
        TensorForm.ReadNamed(ref json, inputs);
        json.Read();
    }
}
