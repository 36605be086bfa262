using RedisAi.Backends;

namespace RedisAi.MLflow.Deployments.Remote;

/// <summary>Imports a model here, before it travels: RedisAI's commands cannot say what its folder says of it, and a server without importers runs it all the same.</summary>
internal static class FolderImport
{
    /// <exception cref="MlflowException">There is no importer that knows the file.</exception>
    /// <exception cref="ModelLoadException">The file is damaged or not supported.</exception>
    public static async Task<ImportedModel> ImportAsync(MlflowModelFolder folder, IReadOnlyList<IModelImporter> importers, CancellationToken cancellationToken)
    {
        ModelContent content = await folder.Source.OpenAsync(cancellationToken).ConfigureAwait(false);
        IModelImporter importer = importers.FirstOrDefault(one => one.Recognizes(content)) ?? throw new MlflowException(
            importers.Count == 0
                ? $"The model in '{folder.Path}' is one of {folder.Flavor}, which no server runs as it is, and there are no importers that convert it here: give those of the package RedisAi.Importers, in a host by AddImporters()."
                : $"The model in '{folder.Path}' is one of {folder.Flavor}, and none of the importers ({string.Join(", ", importers.Select(static one => one.Format))}) knows its file '{folder.ModelPath}'.",
            MlflowErrorCodes.InvalidParameterValue);
        try
        {
            return await Task.Run(() => importer.Import(content, folder.CreateOptions(), cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (ModelLoadException error)
        {
            throw new ModelLoadException($"The model '{folder.ModelPath}' could not be imported from {importer.Format}. {error.Message}", error);
        }
    }
}
