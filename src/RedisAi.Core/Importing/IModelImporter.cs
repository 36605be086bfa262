namespace RedisAi.Backends;

/// <summary>Reads models of a format that no backend runs, and gives each as a model that one does.</summary>
/// <remarks>
/// An importer reads a file as data: nothing in it is executed, and what it asks for in memory is checked against what is there. All members may be
/// called from several threads at once.
/// </remarks>
public interface IModelImporter
{
    /// <summary>Gets what messages call the format, such as <c>XGBoost</c>.</summary>
    string Format { get; }

    /// <summary>Says whether a model is of this format, by what is in it. Asked before the backends, of every model that is stored, so that it reads little.</summary>
    /// <param name="content">The model.</param>
    bool Recognizes(ModelContent content);

    /// <summary>Reads a model. Called on a thread that may block.</summary>
    /// <param name="content">The model. Its bytes do not change.</param>
    /// <param name="options">How it will be loaded; not changed here.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ModelLoadException">The model is damaged or not supported; the message says what in it, and where.</exception>
    ImportedModel Import(ModelContent content, LoadOptions options, CancellationToken cancellationToken);
}
