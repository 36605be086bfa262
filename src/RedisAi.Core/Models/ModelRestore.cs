using System.Text.Json;
using RedisAi.Errors;
using RedisAi.Persistence;

namespace RedisAi.Models;

/// <summary>Loads versions of a model from what a storage has of them.</summary>
internal sealed class ModelRestore(Catalog catalog, ModelLoader loader)
{
    /// <summary>Loads one version.</summary>
    /// <param name="item">What the storage has of it.</param>
    /// <param name="head">What it says of it.</param>
    /// <param name="registered">What the host registers under the key; null for nothing.</param>
    /// <param name="line">What it has in common with the other versions of the key.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="DurableStorageException">It cannot be read, or makes no sense.</exception>
    public async Task<ModelVersion> LoadAsync(DurableItem item, ModelHead head, RegisteredModel? registered, ModelLine line, CancellationToken cancellationToken)
    {
        DurableItemId id = item.Id;
        if (head.IsRegistration)
        {
            return registered is null
                ? throw new DurableStorageException($"The model '{id.Key}', version {id.Version}, is one that a host has registered, and does not register any more: the {catalog.Name} has no file of it.")
                : await LoadAsync(id, registered.Source, registered.Options, head, line, cancellationToken).ConfigureAwait(false);
        }

        ModelOptions? options = null;
        using StoredFiles files = new(catalog, item);
        try
        {
            options = await ReadOptionsAsync(files, head, cancellationToken).ConfigureAwait(false);
            ModelSource source = await files.OpenAsync(head.FileName, cancellationToken).ConfigureAwait(false);
            return await LoadAsync(id, source, options, head, line, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (DurableJson.IsDamage(error) && error is not ObjectDisposedException)
        {
            throw catalog.Damaged(id, error.Message, error);
        }
        finally
        {
            // The version has references of its own.
            Disposal.TryAll([.. options?.States.Select(static state => state.Initial).OfType<AiTensor>() ?? []]);
        }
    }

    private async Task<ModelVersion> LoadAsync(DurableItemId id, ModelSource source, ModelOptions options, ModelHead head, ModelLine line, CancellationToken cancellationToken)
    {
        ModelLoad load = new(id.Key, id.Version, source, new ChosenOptions(options, KeptFrom: 0), line) { Head = head };
        ModelVersion version = await loader.LoadAsync(load, cancellationToken).ConfigureAwait(false);
        version.IsStored = true;
        return version;
    }

    private static async Task<ModelOptions> ReadOptionsAsync(StoredFiles files, ModelHead head, CancellationToken cancellationToken)
    {
        using JsonDocument document = JsonDocument.Parse(head.Options);
        ModelOptions options = ModelOptionsJson.Read(document.RootElement);
        try
        {
            for (int i = 0; i < options.States.Count; i++)
            {
                options.States[i].Initial = await ModelOptionsJson.ReadInitialAsync(document.RootElement, i, name => files.ReadAsync(name, cancellationToken)).ConfigureAwait(false);
            }

            return options;
        }
        catch
        {
            Disposal.TryAll([.. options.States.Select(static state => state.Initial).OfType<AiTensor>()]);
            throw;
        }
    }
}
