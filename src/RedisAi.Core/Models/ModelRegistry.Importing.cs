using RedisAi.Backends;

namespace RedisAi.Models;

/// <content>Importing ahead of storing, for those who tell others later what is stored.</content>
internal sealed partial class ModelRegistry
{
    /// <summary>Gives a model as a backend takes it, which is what a storage keeps.</summary>
    /// <param name="key">The key under which it will be stored, for messages.</param>
    /// <param name="bytes">The contents of its file.</param>
    /// <param name="options">How it will be loaded.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What an importer has made of it; the same array where no importer knows it.</returns>
    /// <exception cref="ModelLoadException">The model is damaged or not supported, or another backend was asked for than the one that runs it.</exception>
    public async Task<byte[]> ImportAsync(string key, byte[] bytes, ModelOptions options, CancellationToken cancellationToken)
    {
        if (_loader.Importers.IsEmpty)
        {
            return bytes;
        }

        ModelContent content = await ModelSource.FromBytes(bytes).OpenAsync(cancellationToken).ConfigureAwait(false);
        content.Key = key;
        return await Task.Run(Import, cancellationToken).ConfigureAwait(false);

        byte[] Import()
        {
            string? backend = options.Backend;
            ModelContent imported = _loader.Importers.Import(content, options, ref backend, cancellationToken);
            return ReferenceEquals(imported, content) ? bytes : imported.Bytes.ToArray();
        }
    }
}
