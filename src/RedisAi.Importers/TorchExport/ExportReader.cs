using System.Text.Json;

namespace RedisAi.Importers.TorchExport;

/// <summary>Reads what <c>torch.export.save</c> has written, as data, and makes a TorchScript archive of it.</summary>
internal static class ExportReader
{
    private const long SchemaMajor = 8;

    /// <summary>Reads an archive.</summary>
    /// <param name="stream">Its bytes, which can be sought in; closed by this.</param>
    /// <param name="device">Where the model will run, as libtorch calls it: <c>cpu</c>, <c>cuda:0</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The TorchScript archive; whoever has it may keep it.</returns>
    /// <exception cref="ModelLoadException">The archive is damaged, or has what is not supported.</exception>
    public static byte[] Read(Stream stream, string device, CancellationToken cancellationToken)
    {
        List<JsonDocument> documents = [];
        try
        {
            using ExportArchive archive = ExportArchive.Open(stream);
            string model = archive.ModelName;
            string file = $"models/{model}.json";
            JsonDocument document = archive.ReadJson(file);
            documents.Add(document);
            JsonPart program = new(document.RootElement, file);
            CheckSchema(program);
            ProgramWriter writer = new(program["graph_module"], ExportedWeights.Read(archive, model, documents), device);
            byte[] source = writer.Write(cancellationToken);
            return ScriptArchive.Write(source, ProgramWriter.ClassName, writer.Attributes, SignatureFile.Write(writer), archive, cancellationToken);
        }
        catch (InvalidDataException damage)
        {
            throw new ModelLoadException($"The torch.export archive cannot be imported: {damage.Message}", damage);
        }
        catch (IOException failure)
        {
            throw new ModelLoadException($"The torch.export archive cannot be read: {failure.Message}", failure);
        }
        finally
        {
            documents.ForEach(static document => document.Dispose());
        }
    }

    private static void CheckSchema(JsonPart program)
    {
        long major = program["schema_version"]["major"].Integer;
        if (major != SchemaMajor)
        {
            string version = program.Find("torch_version")?.Text ?? "?";
            throw new InvalidDataException($"its schema has the version {major}, and was written by PyTorch {(version.Length <= 32 ? version : "?")}; version {SchemaMajor} is known.");
        }
    }
}
