using System.Text;

namespace RedisAi.Store.Redis;

/// <summary>A field of a message in a stream of Redis: a name and bytes.</summary>
/// <param name="Name">The name. A message may have several fields of one name; the first counts.</param>
/// <param name="Value">The bytes.</param>
public readonly record struct StreamField(string Name, ReadOnlyMemory<byte> Value)
{
    /// <summary>Makes a field of a text, in UTF-8.</summary>
    /// <param name="name">The name.</param>
    /// <param name="text">The text.</param>
    public static StreamField FromText(string name, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new StreamField(name, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Makes a field of a tensor, with its type and shape: the form that docs/redis.md describes, and that a worker reads without being told more.</summary>
    /// <param name="name">The name.</param>
    /// <param name="tensor">The tensor, borrowed.</param>
    /// <exception cref="TensorStoreFullException">It has more bytes than a value in Redis may have.</exception>
    public static StreamField FromTensor(string name, AiTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return new StreamField(name, TensorRecord.Encode(tensor, version: 0));
    }

    /// <summary>Reads the value as text in UTF-8.</summary>
    public string ToText() => Encoding.UTF8.GetString(Value.Span);

    /// <summary>Reads the value as a tensor that <see cref="FromTensor"/> has written.</summary>
    /// <returns>A tensor, the caller's to dispose.</returns>
    /// <exception cref="InvalidDataException">It is none, or damaged; the message says how.</exception>
    public AiTensor ToTensor()
    {
        try
        {
            return new AiTensor(TensorRecord.Decode(Value, out _));
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"The field '{Name}' is no tensor. {error.Message}", error);
        }
    }
}
