namespace RedisAi.Tensors.Formats;

/// <summary>A tensor that is about to be written to a snapshot file.</summary>
/// <param name="Key">The name in the file.</param>
/// <param name="Value">The contents, with a reference of its own that <see cref="SnapshotPlan"/> gives up.</param>
/// <param name="ExpiresAt">When it is to be forgotten, or null.</param>
/// <param name="Encoding">How strings are encoded; of no meaning to other types.</param>
/// <param name="StoredBytes">What it takes in the file.</param>
internal readonly record struct PlannedTensor(
    string Key, TensorValue Value, DateTimeOffset? ExpiresAt, StringEncoding Encoding, long StoredBytes)
{
    /// <summary>Whether the elements are strings, which are stored as bytes that <see cref="SnapshotMetadata"/> describes.</summary>
    public bool HoldsStrings => Value.DataType == TensorDataType.String;

    /// <summary>Plans one tensor.</summary>
    /// <param name="key">The name in the file.</param>
    /// <param name="value">The contents; the reference goes to what is returned.</param>
    /// <param name="expiresAt">When it is to be forgotten, or null.</param>
    public static PlannedTensor Create(string key, TensorValue value, DateTimeOffset? expiresAt)
    {
        if (value.DataType != TensorDataType.String)
        {
            return new PlannedTensor(key, value, expiresAt, default, value.ByteLength);
        }

        StringEncoding encoding = StringEncodingExtensions.Choose(value.Strings);
        return new PlannedTensor(key, value, expiresAt, encoding, StringBlock.ByteLength(value.Strings, encoding));
    }

    /// <summary>Writes the contents.</summary>
    public void Write(SnapshotWriter writer)
    {
        if (HoldsStrings)
        {
            StringBlock.Write(Value.Strings, Encoding, writer);
        }
        else
        {
            writer.Write(Value);
        }
    }
}
