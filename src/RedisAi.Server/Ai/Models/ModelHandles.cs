using System.Collections.Concurrent;
using RedisAi.Client.Replies;
using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using RedisAi.Models;
using RedisAi.Server.Keys;

namespace RedisAi.Server.Ai.Models;

/// <summary>The handles on models that were called, so that a call makes neither a handle nor a string of its key.</summary>
internal sealed class ModelHandles
{
    private const int MaxShortKey = 256;
    private const int MaxHandles = 4096;

    private readonly ConcurrentDictionary<string, ModelHandle> _handles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ModelHandle>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly RedisAiEngine _engine;
    private readonly AiKeys _keys;

    public ModelHandles(RedisAiEngine engine, AiKeys keys)
    {
        _engine = engine;
        _keys = keys;
        _lookup = _handles.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The handle on a model, and what that takes and gives.</summary>
    /// <exception cref="DagCommandException">There is no model under the key.</exception>
    public ModelHandle Get(ReadOnlySpan<byte> key, out ModelSignature signature)
    {
        Span<char> characters = stackalloc char[MaxShortKey];
        if (key.Length <= MaxShortKey
            && System.Text.Ascii.ToUtf16(key, characters, out int length) == System.Buffers.OperationStatus.Done
            && _lookup.TryGetValue(characters[..length], out ModelHandle? known)
            && known.FindContract() is { } contract)
        {
            signature = contract.Signature;
            return known;
        }

        return Add(LosslessText.Decode(key), out signature);
    }

    private ModelHandle Add(string key, out ModelSignature signature)
    {
        if (_engine.ModelRegistry.Find(key) is not { } version)
        {
            _handles.TryRemove(key, out _);
            throw _keys.Missing(key, KeyTypes.Model, AiErrors.ModelAbsent);
        }

        if (_handles.Count >= MaxHandles)
        {
            // Clients may meet any number of keys.
            _handles.Clear();
        }

        ModelHandle handle = _engine.ModelRegistry.GetHandle(key);
        _handles[key] = handle;
        signature = version.Signature;
        return handle;
    }
}
