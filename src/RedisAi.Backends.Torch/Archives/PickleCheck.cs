using System.Buffers.Binary;
using System.Text;

namespace RedisAi.Backends.Torch.Archives;

/// <summary>Goes through the operations of a pickle as libtorch does, without making anything of it, and refuses what libtorch would not survive.</summary>
/// <remarks>
/// The operations are those that PyTorch writes (protocol 2 of Python's pickle; its module <c>pickletools</c> describes them). Nothing is
/// called, and no more memory is taken than the pickle has bytes, times a small number.
/// </remarks>
/// <param name="name">Its entry in the archive; for messages.</param>
/// <param name="bytes">The pickle.</param>
/// <param name="folder">Where the bytes of its tensors are in the archive.</param>
/// <param name="lengths">The entries of the archive.</param>
internal sealed class PickleCheck(string name, byte[] bytes, string folder, IReadOnlyDictionary<string, long> lengths)
{
    /// <summary>PyTorch's own nest a few levels deep.</summary>
    private const int MaxDepth = 500;

    private const byte Stop = (byte)'.';

    private readonly PickleStack _stack = new();
    private readonly List<object?> _memo = [];
    private int _at;

    /// <exception cref="InvalidDataException">It is damaged; the message says where.</exception>
    public void Run()
    {
        int operation = 0;
        try
        {
            while (true)
            {
                operation = _at;
                byte code = Take(1)[0];
                if (code == Stop)
                {
                    return;
                }

                if (!TryConstant(code) && !TryContainer(code) && !TryMemo(code) && !TryCall(code))
                {
                    throw new InvalidDataException($"{code} is no operation that PyTorch writes");
                }
            }
        }
        catch (InvalidDataException damage)
        {
            throw new InvalidDataException($"at byte {operation} of '{name}' {damage.Message}.", damage);
        }
    }

    private bool TryConstant(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                Take(1);
                return true;
            case (byte)'N' or 0x88 or 0x89: // NONE, NEWTRUE, NEWFALSE
                _stack.Push(null);
                return true;
            case (byte)'K': // BININT1
                _stack.Push((long)Take(1)[0]);
                return true;
            case (byte)'M': // BININT2
                _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)));
                return true;
            case (byte)'J': // BININT
                _stack.Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)));
                return true;
            case 0x8a: // LONG1, of 8 bytes always
                _stack.Push(Take(1)[0] == 8 ? BinaryPrimitives.ReadInt64LittleEndian(Take(8)) : throw new InvalidDataException("a number has not 8 bytes"));
                return true;
            case (byte)'G': // BINFLOAT
                Take(8);
                _stack.Push(null);
                return true;
            case (byte)'X': // BINUNICODE
                _stack.Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                return true;
            case 0x8d: // BINUNICODE8
                _stack.Push(Text(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))));
                return true;
            case (byte)'c': // GLOBAL
                _stack.Push(new PickleGlobal(Line(), Line()));
                return true;
            default:
                return false;
        }
    }

    private bool TryContainer(byte code)
    {
        switch (code)
        {
            case (byte)'(': // MARK
                _stack.Mark();
                return true;
            case (byte)')': // EMPTY_TUPLE
                PushTuple([]);
                return true;
            case 0x85 or 0x86 or 0x87: // TUPLE1, TUPLE2, TUPLE3
                PushTuple(_stack.Pop(code - 0x84));
                return true;
            case (byte)'t': // TUPLE
                PushTuple(_stack.PopMark(below: 0));
                return true;
            case (byte)']' or (byte)'}': // EMPTY_LIST, EMPTY_DICT
                _stack.Push(null);
                return true;
            case (byte)'l': // LIST
                _stack.PopMark(below: 0);
                _stack.Push(null);
                return true;
            case (byte)'d': // DICT
                RequirePairs(_stack.PopMark(below: 0));
                _stack.Push(null);
                return true;
            case (byte)'a': // APPEND
                _stack.Pop();
                _stack.Peek();
                return true;
            case (byte)'e': // APPENDS
                _stack.PopMark(below: 1);
                return true;
            case (byte)'s': // SETITEM
                _stack.Pop(2);
                _stack.Peek();
                return true;
            case (byte)'u': // SETITEMS
                RequirePairs(_stack.PopMark(below: 1));
                return true;
            default:
                return false;
        }
    }

    private bool TryMemo(byte code)
    {
        switch (code)
        {
            case (byte)'q': // BINPUT
                Remember(Take(1)[0]);
                return true;
            case (byte)'r': // LONG_BINPUT
                Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                return true;
            case (byte)'h': // BINGET
                _stack.Push(Recall(Take(1)[0]));
                return true;
            case (byte)'j': // LONG_BINGET
                _stack.Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                return true;
            default:
                return false;
        }
    }

    private bool TryCall(byte code)
    {
        switch (code)
        {
            case 0x81: // NEWOBJ: libtorch drops the empty tuple, and makes the object when its state comes
                _stack.Pop();
                RequireGlobal(_stack.Peek());
                return true;
            case (byte)'b' or (byte)'R': // BUILD, REDUCE
                Call(_stack.Pop(2));
                return true;
            case (byte)'Q': // BINPERSID
                _stack.Push(PickleTensors.StorageOf(_stack.Pop(), folder, lengths));
                return true;
            default:
                return false;
        }
    }

    private void Call(object?[] values)
    {
        PickleGlobal called = RequireGlobal(values[0]);
        if (called is { Module: "torch._utils", Name: "_rebuild_tensor" or "_rebuild_tensor_v2" or "_rebuild_qtensor" })
        {
            PickleTensors.ThrowIfBeyond(values[1]);
        }

        _stack.Push(null);
    }

    private void PushTuple(object?[] items)
    {
        PickleTuple tuple = new(items);
        _stack.Push(tuple.Depth <= MaxDepth ? tuple : throw new InvalidDataException($"tuples are more than {MaxDepth} deep in each other"));
    }

    private static PickleGlobal RequireGlobal(object? value) => value as PickleGlobal ?? throw new InvalidDataException("what is called has no name");

    private static void RequirePairs(object?[] items)
    {
        if (items.Length % 2 != 0)
        {
            throw new InvalidDataException("a key has no value");
        }
    }

    /// <summary>PyTorch numbers what it remembers one after the other, so a gap is damage; libtorch would fill a table up to the number.</summary>
    private void Remember(uint place)
    {
        object? value = _stack.Peek();
        if (place > _memo.Count)
        {
            throw new InvalidDataException($"the value {place} is remembered before the value {_memo.Count}");
        }

        if (place == _memo.Count)
        {
            _memo.Add(value);
        }
        else
        {
            _memo[(int)place] = value;
        }
    }

    private object? Recall(uint place) =>
        place < _memo.Count ? _memo[(int)place] : throw new InvalidDataException($"the value {place} is asked for, and {_memo.Count} are remembered");

    private string Text(ulong length) =>
        length <= (ulong)(bytes.Length - _at) ? Encoding.UTF8.GetString(Take((int)length)) : throw new InvalidDataException($"a text of {length} bytes is longer than the pickle");

    private string Line()
    {
        int end = Array.IndexOf(bytes, (byte)'\n', _at);
        if (end < 0)
        {
            throw new InvalidDataException("a name does not end");
        }

        string line = Encoding.UTF8.GetString(bytes, _at, end - _at);
        _at = end + 1;
        return line;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > bytes.Length - _at)
        {
            throw new InvalidDataException("the pickle ends too early");
        }

        _at += count;
        return bytes.AsSpan(_at - count, count);
    }
}
