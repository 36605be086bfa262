namespace RedisAi.Backends.Torch.Archives;

/// <summary>Checks what pickles say of tensors against the bytes that there are for them.</summary>
internal static class PickleTensors
{
    /// <summary>What a storage is called, and how many bytes an element of it has.</summary>
    private static readonly Dictionary<string, int> s_storages = new()
    {
        ["FloatStorage"] = 4,
        ["DoubleStorage"] = 8,
        ["HalfStorage"] = 2,
        ["BFloat16Storage"] = 2,
        ["LongStorage"] = 8,
        ["IntStorage"] = 4,
        ["ShortStorage"] = 2,
        ["CharStorage"] = 1,
        ["ByteStorage"] = 1,
        ["BoolStorage"] = 1,
        ["ComplexHalfStorage"] = 4,
        ["ComplexFloatStorage"] = 8,
        ["ComplexDoubleStorage"] = 16,
        ["QInt8Storage"] = 1,
        ["QUInt8Storage"] = 1,
        ["QInt32Storage"] = 4,
        ["QUInt4x2Storage"] = 1,
        ["QUInt2x4Storage"] = 1,
    };

    /// <summary>Reads the description of a storage: <c>("storage", type, key, device, elements)</c>.</summary>
    /// <param name="description">The description.</param>
    /// <param name="folder">Where the bytes of storages are in the archive.</param>
    /// <param name="lengths">The entries of the archive.</param>
    public static PickleStorage StorageOf(object? description, string folder, IReadOnlyDictionary<string, long> lengths)
    {
        if (description is not PickleTuple { Items: ["storage", PickleGlobal { Module: "torch" } type, string key, string, long elements, ..] } || elements < 0)
        {
            throw new InvalidDataException("a storage is not described as PyTorch does it");
        }

        // An entry that is not there libtorch looks for, and says so.
        int elementBytes = s_storages.GetValueOrDefault(type.Name, 1);
        if (lengths.TryGetValue(folder + key, out long bytes) && elements > bytes / elementBytes)
        {
            throw new InvalidDataException($"a {type.Name} of {elements} elements is said to be in '{folder}{key}', which has {bytes} bytes");
        }

        return new PickleStorage(elements);
    }

    /// <summary>Checks the arguments that make a tensor over a storage: <c>(storage, offset, lengths, strides, …)</c>.</summary>
    public static void ThrowIfBeyond(object? arguments)
    {
        if (arguments is not PickleTuple { Items: [PickleStorage storage, long offset, PickleTuple lengths, PickleTuple strides, ..] }
            || lengths.Items.Count != strides.Items.Count)
        {
            throw new InvalidDataException("a tensor is not described as PyTorch does it");
        }

        // In more digits than products of damaged lengths have: 64 axes of 2^63 would need them; libtorch has no more axes.
        System.Numerics.BigInteger last = offset;
        bool isEmpty = false;
        for (int axis = 0; axis < lengths.Items.Count; axis++)
        {
            if (lengths.Items[axis] is not long length || strides.Items[axis] is not long stride || length < 0 || stride < 0)
            {
                throw new InvalidDataException("a tensor has lengths or strides that are no numbers, or negative");
            }

            isEmpty |= length == 0;
            last += new System.Numerics.BigInteger(length - 1) * stride;
        }

        if (offset < 0 || (!isEmpty && last >= storage.Elements))
        {
            throw new InvalidDataException($"a tensor reaches beyond the {storage.Elements} elements of its storage");
        }
    }
}
