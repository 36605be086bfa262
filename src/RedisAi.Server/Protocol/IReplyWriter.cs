namespace RedisAi.Server.Protocol;

/// <summary>Writes a reply in the version of the protocol that the client has chosen. Arrays, maps and sets are followed by as many replies as they have elements.</summary>
internal interface IReplyWriter
{
    /// <summary>Writes a status, such as OK.</summary>
    void Status(string text);

    /// <summary>Writes an error; its text begins with a code, such as ERR, unless RedisAI's has none. Line ends become blanks.</summary>
    void Error(string text);

    void Integer(long value);

    /// <summary>Writes a number: with RESP2 as a text of up to 17 digits, as Redis does.</summary>
    void Double(double value);

    void Bulk(ReadOnlySpan<byte> bytes);

    /// <summary>Writes a text as <see cref="Keyspace.LosslessText"/> makes bytes of it.</summary>
    void Bulk(string text);

    /// <summary>Writes the elements of a tensor that has numbers; a large one is not copied, but kept until it was sent.</summary>
    /// <exception cref="Commands.CommandException">Too many tensors wait for clients; the command ends with that.</exception>
    void Bulk(AiTensor tensor);

    void Null();

    /// <summary>Writes what stands for an array that is not there, which RESP2 tells from <see cref="Null"/>.</summary>
    void NullArray();

    void Array(int count);

    /// <summary>Begins a map: with RESP2 an array of twice as many replies.</summary>
    void Map(int pairs);

    /// <summary>Begins a set: with RESP2 an array.</summary>
    void Set(int count);
}
