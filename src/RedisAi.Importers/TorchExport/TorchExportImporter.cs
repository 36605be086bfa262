using RedisAi.Backends;

namespace RedisAi.Importers.TorchExport;

/// <summary>Reads the archives that <c>torch.export.save</c> of PyTorch 2.9 and later writes (<c>.pt2</c>), and gives each as a TorchScript archive for the Torch backend.</summary>
internal sealed class TorchExportImporter : IModelImporter
{
    private const string Backend = "TORCH";

    public string Format => "torch.export";

    public bool Recognizes(ModelContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return ExportFormat.HasExtension(content.Path) || (content.IsZip && ExportFormat.StartsAsArchive(content.Head.Span));
    }

    public ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(options);
        RefuseSettings(options.GetBackendOptions<ImportOptions>());
        string device = options.Device.Type == DeviceType.Cpu ? "cpu" : $"cuda:{options.Device.Index}";
        using Stream stream = content.OpenRead();
        return new ImportedModel(Backend, ExportReader.Read(stream, device, cancellationToken));
    }

    /// <summary>A program says itself what it takes and computes: settings that would change nothing are mistakes.</summary>
    private static void RefuseSettings(ImportOptions options)
    {
        string? setting = options.AsksForClass ? $"ModelClass is '{options.ModelClass}'"
            : options.AsksForFunction ? $"PredictFunction is '{options.PredictFunction}'"
            : options.AsksForColumns ? $"Columns has {options.Columns.Count} columns"
            : null;
        if (setting is not null)
        {
            throw new ModelLoadException($"The import option {setting}, but a program of torch.export has no classes, functions and columns to choose: its own signature counts.");
        }
    }
}
