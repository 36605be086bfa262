using RedisAi.Backends;
using RedisAi.Cli.CommandLine;
using RedisAi.Cli.Inspecting;
using RedisAi.Importers;

namespace RedisAi.Cli.Converting;

/// <summary>Imports a model, loads what came out, and writes it when the backend takes it.</summary>
internal static class Conversion
{
    /// <exception cref="CliException">It is no such model, or the file to write is there or has the wrong name.</exception>
    public static async Task<ConversionView> RunAsync(ConversionPlan plan, CancellationToken cancellationToken)
    {
        GivenModel given = await GivenModel.OpenAsync(plan.From, cancellationToken).ConfigureAwait(false);
        if (given.Importer is not { } importer)
        {
            throw await NotImportedAsync(given, cancellationToken).ConfigureAwait(false);
        }

        CheckAbsent(plan);
        plan.ApplyTo(given.Options.GetBackendOptions<ImportOptions>());
        ImportedModel imported = await given.ImportAsync(importer, cancellationToken).ConfigureAwait(false);
        CheckName(plan, importer, imported);
        ModelInfo info = await ModelInspection.LoadAsync(
            LocalEngine.Create(), plan.From, ModelSource.FromBytes(imported.Bytes), new ModelOptions { Backend = imported.Backend }, cancellationToken).ConfigureAwait(false);
        await WriteAsync(plan, imported.Bytes, cancellationToken).ConfigureAwait(false);
        return new ConversionView(plan, importer.Format, imported, info.Signature);
    }

    private static async Task<CliException> NotImportedAsync(GivenModel given, CancellationToken cancellationToken)
    {
        // Throws when it is no model at all, or a damaged one.
        RedisAiEngine engine = await LocalEngine.CreateAsync(given.File, cancellationToken).ConfigureAwait(false);
        await ModelInspection.LoadAsync(engine, given.Path, ModelSource.FromFile(given.File), given.Options, cancellationToken).ConfigureAwait(false);
        return new CliException($"'{given.Path}' needs no conversion: a backend runs it as it is.");
    }

    private static void CheckAbsent(ConversionPlan plan)
    {
        if (Directory.Exists(plan.To))
        {
            throw new CliException($"'{plan.To}' is a folder; name the file to write.");
        }

        if (!plan.Replaces && File.Exists(plan.To))
        {
            throw new CliException($"There is a file '{plan.To}'; --force replaces it.");
        }
    }

    private static void CheckName(ConversionPlan plan, IModelImporter importer, ImportedModel imported)
    {
        string[] endings = imported.Backend == "ONNX" ? [".onnx"] : [".pt", ".pth"];
        if (!Array.Exists(endings, ending => plan.To.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            throw CliException.NotUnderstood($"A model of {importer.Format} becomes one for the backend {imported.Backend}: let the name of the file '{plan.To}' end in {string.Join(" or ", endings)}.");
        }
    }

    /// <summary>A file of the name is there whole, or as it was.</summary>
    private static async Task WriteAsync(ConversionPlan plan, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        string target = Path.GetFullPath(plan.To);
        string scratch = $"{target}.{Guid.NewGuid():n}.tmp";
        try
        {
            await File.WriteAllBytesAsync(scratch, bytes, cancellationToken).ConfigureAwait(false);
            File.Move(scratch, target, plan.Replaces);
        }
        catch (IOException) when (!plan.Replaces && File.Exists(plan.To))
        {
            throw new CliException($"There is a file '{plan.To}', since a moment ago; --force replaces it.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The reason names the file that was to become it, which nobody has typed.
            throw new CliException($"'{plan.To}' cannot be written: {error.Message.Replace(scratch, target, StringComparison.Ordinal)}", error);
        }
        finally
        {
            DeleteIfThere(scratch);
        }
    }

    private static void DeleteIfThere(string scratch)
    {
        if (File.Exists(scratch))
        {
            File.Delete(scratch);
        }
    }
}
