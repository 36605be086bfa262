using System.Buffers;
using RedisAi.AspNetCore.Http;
using RedisAi.AspNetCore.Json;

namespace RedisAi.AspNetCore.OpenInference;

/// <summary>The bytes that follow the text of a request: those of its inputs, in their order.</summary>
/// <param name="bytes">All of them.</param>
internal struct BinaryTail(in ReadOnlySequence<byte> bytes)
{
    private readonly ReadOnlySequence<byte> _bytes = bytes;
    private long _taken;

    /// <summary>Takes the bytes of the next input.</summary>
    /// <param name="count">How many it announces.</param>
    /// <param name="input">Its name, for messages.</param>
    public ReadOnlySequence<byte> Take(long count, string input)
    {
        long left = _bytes.Length - _taken;
        if (count > left)
        {
            throw new RequestRefusedException(
                $"The input '{input}' announces {JsonRefusal.Count(count, "byte")}; {left} came for it behind the JSON, which ends where the header {BinaryHeader.Name} says.");
        }

        ReadOnlySequence<byte> taken = _bytes.Slice(_taken, count);
        _taken += count;
        return taken;
    }

    /// <exception cref="RequestRefusedException">More came than was announced.</exception>
    public readonly void ThrowIfMore()
    {
        if (_bytes.Length > _taken)
        {
            throw new RequestRefusedException($"The body has {JsonRefusal.Count(_bytes.Length - _taken, "byte")} more than its inputs announce.");
        }
    }
}
