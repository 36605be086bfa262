using RedisAi.Dags.Text;

namespace RedisAi.Server.Keys;

/// <summary>All keys of an endpoint, as commands on tensors, models and scripts see them: a key is one thing at a time.</summary>
/// <param name="plain">Texts, hashes, lists and sets.</param>
/// <param name="engine">Tensors, models and scripts.</param>
internal sealed class AiKeys(IPlainKeys plain, EngineKeys engine)
{
    /// <summary>Held for the moment of looking at keys or changing them, and never over a run, a load or a wait.</summary>
    public Lock Lock => plain.Lock;

    public EngineKeys Engine => engine;

    /// <summary>What a key is at this moment; null when it is not there.</summary>
    public string? TypeOf(string key)
    {
        lock (Lock)
        {
            return TypeWithin(key);
        }
    }

    /// <summary>Whether a key is something else than a type; under the lock, if that is to matter any longer.</summary>
    public bool HoldsOther(string key, string type)
    {
        lock (Lock)
        {
            return TypeWithin(key) is { } present && present != type;
        }
    }

    /// <summary>What is said of a key under which something was not found.</summary>
    /// <param name="key">The key.</param>
    /// <param name="type">What was looked for; it may have come since.</param>
    /// <param name="absent">RedisAI's text where there was nothing at all.</param>
    public DagCommandException Missing(string key, string type, string absent) => new(HoldsOther(key, type) ? AiErrors.WrongType : absent);

    /// <exception cref="DagCommandException">The key is something else.</exception>
    public void ThrowIfOther(string key, string type)
    {
        if (HoldsOther(key, type))
        {
            throw new DagCommandException(AiErrors.WrongType);
        }
    }

    /// <summary>Removes a model or a script. Called under the lock.</summary>
    public void Remove(string key)
    {
        if (engine.Remove(key))
        {
            plain.NoteRemoved(key);
        }
    }

    private string? TypeWithin(string key) => engine.TypeOf(key) ?? plain.TypeOf(key);
}
