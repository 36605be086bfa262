using System.Text.Json;
using RedisAi.MLflow.Folders;

namespace RedisAi.MLflow.Flavours;

/// <summary>What a folder says of a model besides its file, as the settings that importers ask for; their names are those of RedisAi.Importers' ImportOptions, which is not referred to.</summary>
internal static class ImportSettings
{
    private const string Name = "import";

    /// <summary>What every model of Python does unless its folder says otherwise.</summary>
    private const string UsualFunction = "predict";

    /// <param name="folder">The folder.</param>
    /// <param name="flavor">What it says of the flavour that is opened.</param>
    public static RunSettings Of(FlavorFolder folder, YamlSection flavor)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            if (flavor.Text("model_class") is { Length: > 0 } modelClass)
            {
                json.WriteString("modelClass", modelClass);
            }

            if (folder.Description.FindFlavor("python_function")?.Text("predict_fn") is { Length: > 0 } function and not UsualFunction)
            {
                json.WriteString("predictFunction", function);
            }

            WriteColumns(json, folder.Description.Signature);

            // The table of a signature may have more columns than the model takes, or texts: importers pass over what does not fit.
            json.WriteBoolean("fromFolder", true);
            json.WriteEndObject();
        }

        using JsonDocument document = JsonDocument.Parse(stream.ToArray());
        return new RunSettings(Threads: null, (Name, document.RootElement.Clone()));
    }

    /// <summary>Columns that have no names, as those of a table without a head, say nothing that the file does not; an array says of all of them what they are of.</summary>
    private static void WriteColumns(Utf8JsonWriter json, MlflowSignature? signature)
    {
        if (signature?.Inputs is [{ IsTensor: true, Shape: { IsRankKnown: true, Rank: 2 }, DataType: TensorDataType.Float64 or TensorDataType.Int64 or TensorDataType.Int32 } table])
        {
            json.WriteNumber("table", (int)table.DataType);
        }

        if (signature?.Inputs is not [{ IsTensor: false, Name: not null }, ..])
        {
            return;
        }

        json.WriteStartArray("columns");
        foreach (MlflowField field in signature.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteNumber("type", (int)field.DataType);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
