using RedisAi.Tensors;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Protocol;

/// <summary>What one client takes of the memory that all share: no more than its share, so that no client leaves the others nothing.</summary>
/// <remarks>
/// The buffers that every client has are not counted, nor the first <see cref="OwnBytes"/>: the number of clients limits them. So short commands are
/// served when all else is taken. Used by the thread that serves the client, but for what is said to be for any.
/// </remarks>
/// <param name="shared">The memory that clients may take together.</param>
/// <param name="lent">The tensors that wait for clients, which are taken of it.</param>
/// <param name="share">What this client may take of it.</param>
internal sealed class ClientMemory(MemoryBudget shared, LentTensors lent, long share)
{
    /// <summary>So much is the client's own.</summary>
    public const int OwnBytes = 16 << 10;

    private long _taken;
    private long _lent;

    /// <summary>What it has taken of what all share. For any thread.</summary>
    public long Shared => Beyond(Volatile.Read(ref _taken)) + Volatile.Read(ref _lent);

    /// <summary>What clients may take, for messages.</summary>
    public string Limits => $"clients may take {shared.Limit} bytes together, and each of them {share}";

    public bool TryTake(long bytes)
    {
        long taken = _taken + bytes;
        long more = Beyond(taken) - Beyond(_taken);
        if (more > 0 && (Beyond(taken) + _lent > share || !shared.TryTake(more)))
        {
            return false;
        }

        Volatile.Write(ref _taken, taken);
        return true;
    }

    public void Give(long bytes)
    {
        long taken = _taken - bytes;
        long less = Beyond(_taken) - Beyond(taken);
        if (less > 0)
        {
            shared.Give(less);
        }

        Volatile.Write(ref _taken, taken);
    }

    /// <summary>Counts bytes of a tensor that wait for the client; all clients together pay for a tensor once.</summary>
    /// <param name="tensor">The tensor; the caller has a reference until <see cref="GiveBack"/>.</param>
    /// <param name="bytes">How many of its bytes.</param>
    public bool TryLend(in TensorValue tensor, long bytes)
    {
        if (Beyond(_taken) + _lent + bytes > share || !lent.TryAdd(tensor.Buffer))
        {
            return false;
        }

        Volatile.Write(ref _lent, _lent + bytes);
        return true;
    }

    /// <summary>The bytes do not wait any more; called before the reference is released.</summary>
    public void GiveBack(in TensorValue tensor, long bytes)
    {
        lent.Remove(tensor.Buffer);
        Volatile.Write(ref _lent, _lent - bytes);
    }

    private static long Beyond(long taken) => Math.Max(0, taken - OwnBytes);
}
