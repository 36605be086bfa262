using RedisAi.Tensors;

namespace RedisAi;

/// <summary>Where an engine keeps what is to outlive the process: the interface that the packages of durable stores implement.</summary>
/// <remarks>
/// The engine owns it, opens it once, and disposes it when all is written. Reads come from several threads at once, also while something is written;
/// writes come from one thread at a time.
/// </remarks>
public interface IDurableStorage : IDisposable
{
    /// <summary>Gets what it is and where, for messages, as in <c>SQLite file '/var/lib/app/state.db'</c>.</summary>
    string Name { get; }

    /// <summary>Opens it for this process alone.</summary>
    /// <returns>The keys of the tensors that are there, also those that have expired.</returns>
    /// <exception cref="DurableStorageException">It cannot be opened, is damaged, or another process has it.</exception>
    IEnumerable<DurableKey> Open();

    /// <summary>Lists the models, scripts and plans that are there. Called once, after <see cref="Open"/>.</summary>
    /// <exception cref="DurableStorageException">They cannot be read.</exception>
    IReadOnlyList<DurableItem> ReadItems();

    /// <summary>Opens a content of a model, script or plan, to be read from its start to its end.</summary>
    /// <param name="id">Which it is.</param>
    /// <param name="name">The name of the content.</param>
    /// <returns>The bytes; the caller disposes the stream. Reading throws <see cref="DurableStorageException"/> where the storage is damaged, or the item was replaced meanwhile.</returns>
    /// <exception cref="DurableStorageException">It cannot be read, or is not there.</exception>
    Stream OpenContent(DurableItemId id, string name);

    /// <summary>Reads a tensor as it was written last.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor with one reference, the caller's, if this returns true.</param>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    bool TryRead(string key, out TensorValue value);

    /// <summary>Begins to read at the state of this moment, which writes that follow do not change.</summary>
    /// <exception cref="DurableStorageException">It cannot be read.</exception>
    IDurableSnapshot OpenSnapshot();

    /// <summary>Writes changes in their order: all of them, or none.</summary>
    /// <param name="batch">The changes; valid until this returns.</param>
    /// <param name="flush">Whether they, and all that was written before, must be synchronised with the disk by then. There may be no changes, and only that to be done.</param>
    /// <exception cref="DurableStorageException">None was written.</exception>
    void Write(DurableBatch batch, bool flush);
}
