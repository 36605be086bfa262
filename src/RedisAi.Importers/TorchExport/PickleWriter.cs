using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RedisAi.Importers.TorchExport;

/// <summary>Writes values as PyTorch's pickles have them: protocol 2, and of its operations those alone that modules of tensors need.</summary>
internal sealed class PickleWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private uint _remembered;

    public PickleWriter() => Put(0x80, 2);

    public byte[] ToArray()
    {
        Operation('.');
        return _bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes one of the operations that stand alone.</summary>
    public void Operation(char code) => Put((byte)code);

    public void Mark() => Operation('(');

    /// <summary>Ends a tuple that began with a mark.</summary>
    public void Tuple() => Operation('t');

    public void EmptyTuple() => Operation(')');

    public void EmptyDictionary() => Operation('}');

    /// <summary>Puts the keys and values since the mark into the dictionary below it.</summary>
    public void SetItems() => Operation('u');

    /// <summary>Gives the state on top to the object below it.</summary>
    public void Build() => Operation('b');

    /// <summary>Calls the function below the tuple on top with it.</summary>
    public void Reduce() => Operation('R');

    /// <summary>Makes an object of the class below the empty tuple on top.</summary>
    public void NewObject() => Put(0x81);

    /// <summary>Takes the description on top as that of something outside the pickle.</summary>
    public void Persistent() => Operation('Q');

    public void Truth(bool value) => Put(value ? (byte)0x88 : (byte)0x89);

    public void Global(string module, string name) => _bytes.Write(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public void Text(string value)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(value);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        Operation('X');
        _bytes.Write(length);
        _bytes.Write(utf8);
    }

    public void Integer(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        if (value is >= int.MinValue and <= int.MaxValue)
        {
            Operation('J');
            _bytes.Write(bytes[..sizeof(int)]);
        }
        else
        {
            Put(0x8a, sizeof(long));
            _bytes.Write(bytes);
        }
    }

    public void Integers(ReadOnlySpan<long> values)
    {
        Mark();
        foreach (long value in values)
        {
            Integer(value);
        }

        Tuple();
    }

    /// <summary>Remembers what is on top, and returns the number by which <see cref="Recall"/> brings it back.</summary>
    public uint Remember()
    {
        Numbered('r', _remembered);
        return _remembered++;
    }

    public void Recall(uint number) => Numbered('j', number);

    private void Put(params ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    private void Numbered(char code, uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        Operation(code);
        _bytes.Write(bytes);
    }
}
