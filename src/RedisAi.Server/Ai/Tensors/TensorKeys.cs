using System.Buffers;
using System.Text;
using RedisAi.Client.Replies;
using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using RedisAi.Server.Commands;
using RedisAi.Server.Keys;
using RedisAi.Store;
using RedisAi.Tensors;

namespace RedisAi.Server.Ai.Tensors;

/// <summary>Gets and puts tensors under keys as they come over the wire, mostly without making strings of them.</summary>
internal sealed class TensorKeys(IEngineStore store, AiKeys keys)
{
    private const int MaxShortKey = 256;

    /// <summary>Puts a tensor under a key, for good. <see cref="AcknowledgeAsync"/> must follow.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The tensor; its reference is taken over, whatever happens.</param>
    /// <exception cref="DagCommandException">The key is something else, or there is no room.</exception>
    public void Put(ReadOnlySpan<byte> key, TensorValue value)
    {
        bool replaced;
        try
        {
            replaced = TryReplace(key, value);
        }
        catch
        {
            value.Release();
            throw;
        }

        if (!replaced)
        {
            Put(LosslessText.Decode(key), new AiTensor(value));
        }
    }

    /// <summary>Complete when what a command has put is kept as the settings want it: at once, or when it is on the disk.</summary>
    public ValueTask AcknowledgeAsync(IClient client) => store.IsAwaited && !client.IsAcknowledgedLater ? store.AcknowledgeAsync(client.Gone) : default;

    /// <exception cref="DagCommandException">There is no tensor under the key.</exception>
    public AiTensor Get(ReadOnlySpan<byte> key)
    {
        Span<char> characters = stackalloc char[MaxShortKey];
        return TryWiden(key, ref characters) && store.Get(characters) is { } tensor ? tensor : Get(LosslessText.Decode(key));
    }

    /// <inheritdoc cref="Get(ReadOnlySpan{byte})"/>
    public AiTensor Get(string key) => store.Get(key) ?? throw keys.Missing(key, KeyTypes.Tensor, AiErrors.TensorAbsent);

    /// <summary>Puts a tensor in the place of another; what has a tensor under it has nothing else.</summary>
    private bool TryReplace(ReadOnlySpan<byte> key, in TensorValue value)
    {
        Span<char> characters = stackalloc char[MaxShortKey];
        if (!TryWiden(key, ref characters))
        {
            return false;
        }

        lock (keys.Lock)
        {
            return store.TryReplace(characters, value);
        }
    }

    private void Put(string key, AiTensor tensor)
    {
        using (tensor)
        {
            lock (keys.Lock)
            {
                keys.ThrowIfOther(key, KeyTypes.Tensor);
                try
                {
                    store.SetUnacknowledged(key, tensor);
                }
                catch (Exception error) when (error is TensorStoreFullException or ArgumentException)
                {
                    throw new DagCommandException(AiErrors.TensorNotSaved);
                }
            }
        }
    }

    /// <summary>Makes characters of a key that is short and has nothing but ASCII.</summary>
    private static bool TryWiden(ReadOnlySpan<byte> key, ref Span<char> characters)
    {
        if (key.Length is 0 or > MaxShortKey || Ascii.ToUtf16(key, characters, out int length) != OperationStatus.Done)
        {
            return false;
        }

        characters = characters[..length];
        return true;
    }
}
