namespace RedisAi.Backends.TfLite.Format;

/// <summary>A table of a flatbuffer: fields by number, each of which may be left out.</summary>
internal readonly struct FlatTable(FlatBuffer buffer, int start, int length, int fields, int fieldsLength)
{
    /// <summary>Where it is in the file.</summary>
    public int Start => start;

    public sbyte SByte(int field) => PlaceOf(field, 1) is var place and > 0 ? (sbyte)buffer.Byte(place) : (sbyte)0;

    public bool Flag(int field) => SByte(field) != 0;

    public int Int32(int field, int absent = 0) => PlaceOf(field, 4) is var place and > 0 ? buffer.Int32(place) : absent;

    public long Int64(int field) => PlaceOf(field, 8) is var place and > 0 ? buffer.Int64(place) : 0;

    public string? Text(int field) => PlaceOf(field, 4) is var place and > 0 ? buffer.TextAt(place) : null;

    /// <summary>The place that a field refers to; 0 where it is left out.</summary>
    public int TargetOf(int field) => PlaceOf(field, 4) is var place and > 0 ? buffer.Follow(place) : 0;

    /// <summary>A table; false where it is left out.</summary>
    public bool TryTable(int field, out FlatTable table)
    {
        int place = PlaceOf(field, 4);
        table = place > 0 ? buffer.TableAt(place) : default;
        return place > 0;
    }

    /// <summary>A vector; an empty one where it is left out.</summary>
    /// <param name="field">The number of the field.</param>
    /// <param name="elementSize">The bytes of an element, 4 for tables.</param>
    public FlatVector Vector(int field, int elementSize = 4) => PlaceOf(field, 4) is var place and > 0 ? buffer.VectorAt(place, elementSize) : default;

    /// <summary>Where a field is; 0 where it is left out, as it is beyond the end of the list.</summary>
    private int PlaceOf(int field, int size)
    {
        int entry = 4 + (2 * field);
        if (entry + 2 > fieldsLength)
        {
            return 0;
        }

        int offset = buffer.UInt16(fields + entry);
        return offset == 0 ? 0
            : offset >= 4 && offset + size <= length ? start + offset
            : throw new ModelLoadException($"It is not a sound TensorFlow Lite model: the field {field} of the table at byte {start} lies outside of it.");
    }
}
