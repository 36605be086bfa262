using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RedisAi.Backends;

namespace RedisAi.Models;

/// <summary>The importers of an engine.</summary>
internal sealed class ImporterSet(IEnumerable<IModelImporter> importers, ILogger logger)
{
    private readonly IModelImporter[] _importers = [.. importers];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _importers.Length == 0;

    /// <summary>What they call their formats.</summary>
    public IReadOnlyCollection<string> Formats => [.. _importers.Select(static importer => importer.Format).Distinct(StringComparer.Ordinal)];

    /// <summary>The importer that knows a model; null when it is for a backend as it is.</summary>
    public IModelImporter? Find(ModelContent content) =>
        content.Function is null ? Array.Find(_importers, importer => importer.Recognizes(content)) : null;

    /// <summary>Gives a model as a backend takes it: as it is, or imported.</summary>
    /// <param name="content">The model.</param>
    /// <param name="options">How it will be loaded.</param>
    /// <param name="backend">The backend that was asked for; null for none. On return the one that runs what was imported, else the same.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ModelLoadException">The model is damaged or not supported, or another backend was asked for than the one that runs it.</exception>
    public ModelContent Import(ModelContent content, LoadOptions options, ref string? backend, CancellationToken cancellationToken)
    {
        if (Find(content) is not { } importer)
        {
            return content;
        }

        try
        {
            long started = Stopwatch.GetTimestamp();
            ImportedModel imported = importer.Import(content, options, cancellationToken);
            if (backend is not null && !string.Equals(backend, imported.Backend, StringComparison.OrdinalIgnoreCase))
            {
                throw new ModelLoadException($"It is a model of {importer.Format}, which the backend {imported.Backend} runs; {backend} was asked for.");
            }

            logger.ModelImported(content.Key, importer.Format, imported.Backend, imported.Bytes.Length, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            backend = imported.Backend;
            return ModelContent.Imported(content, imported.Bytes);
        }
        catch (ModelLoadException error)
        {
            throw new ModelLoadException($"The model '{content.Key}' ({content}) could not be imported from {importer.Format}. {error.Message}", error);
        }
    }
}
