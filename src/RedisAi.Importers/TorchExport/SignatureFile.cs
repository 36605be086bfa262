using System.Text.Json;

namespace RedisAi.Importers.TorchExport;

/// <summary>Types and shapes of inputs and outputs as a file in the archive: TorchScript itself does not declare them.</summary>
internal static class SignatureFile
{
    /// <summary>Where the Torch backend looks for it: among the files that may be added to any TorchScript archive.</summary>
    public const string Name = "extra/redisai.signature.json";

    public static byte[] Write(ProgramWriter program)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            Write(json, "inputs", program.Inputs, program.ChangesState);
            Write(json, "outputs", program.Outputs, program.ChangesState);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<TensorSpec> specs, bool changesState)
    {
        json.WriteStartArray(name);
        foreach (TensorSpec spec in specs)
        {
            json.WriteStartObject();

            // Where shapes are known a model is tried when it is stored, which would change its state.
            (changesState ? spec with { Shape = ShapePattern.Any } : spec).WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
