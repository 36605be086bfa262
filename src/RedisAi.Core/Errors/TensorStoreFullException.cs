namespace RedisAi;

/// <summary>A tensor does not fit into a store's budget.</summary>
public sealed class TensorStoreFullException : RedisAiException
{
    /// <summary>Creates an error.</summary>
    /// <param name="requested">The bytes that were to be stored.</param>
    /// <param name="available">The bytes that were free.</param>
    public TensorStoreFullException(long requested, long available)
        : base($"The tensor store is full: {requested} bytes were to be stored, {available} are available.")
    {
        Requested = requested;
        Available = available;
    }

    /// <summary>Gets the bytes that were to be stored.</summary>
    public long Requested { get; }

    /// <summary>Gets the bytes that were available; where eviction is on, all that the store may hold.</summary>
    public long Available { get; }
}
