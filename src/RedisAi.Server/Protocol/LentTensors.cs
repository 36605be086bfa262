using System.Runtime.InteropServices;
using RedisAi.Tensors.Memory;

namespace RedisAi.Server.Protocol;

/// <summary>The memory of tensors that wait to be sent: while a client takes its time it stays, though the key may have another tensor by then. For any thread.</summary>
/// <remarks>A tensor that many clients wait for is there once, and counts once.</remarks>
/// <param name="memory">What it is taken from.</param>
internal sealed class LentTensors(MemoryBudget memory)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TensorBuffer, int> _waiting = [];

    /// <summary>Counts somebody who waits. The buffer has a reference until <see cref="Remove"/>.</summary>
    public bool TryAdd(TensorBuffer buffer)
    {
        lock (_lock)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(_waiting, buffer, out bool isLent);
            if (!isLent && !memory.TryTake(buffer.ChargedBytes))
            {
                _waiting.Remove(buffer);
                return false;
            }

            count++;
            return true;
        }
    }

    public void Remove(TensorBuffer buffer)
    {
        lock (_lock)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrNullRef(_waiting, buffer);
            if (--count == 0)
            {
                _waiting.Remove(buffer);
                memory.Give(buffer.ChargedBytes);
            }
        }
    }
}
