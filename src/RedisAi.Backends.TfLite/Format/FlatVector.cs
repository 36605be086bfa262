namespace RedisAi.Backends.TfLite.Format;

/// <summary>A vector of a flatbuffer, which lies in the file as a whole.</summary>
internal readonly struct FlatVector(FlatBuffer buffer, int start, int count, int elementSize)
{
    public int Count => count;

    /// <summary>Where the first element is.</summary>
    public int Start => start;

    public FlatTable Table(int index) => buffer.TableAt(PlaceOf(index));

    public float Single(int index) => buffer.Single(PlaceOf(index));

    public long Int64(int index) => buffer.Int64(PlaceOf(index));

    /// <summary>All elements, of which there may be so many.</summary>
    /// <param name="most">The most.</param>
    /// <param name="what">What they are, for the error.</param>
    public int[] Int32s(int most, string what)
    {
        if (count > most)
        {
            throw new ModelLoadException($"It is not a sound TensorFlow Lite model: {what} are {count}, and {most} are the most.");
        }

        if (count == 0)
        {
            return [];
        }

        buffer.Spend(count * elementSize);
        int[] values = new int[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = buffer.Int32(PlaceOf(i));
        }

        return values;
    }

    private int PlaceOf(int index) => start + (index * elementSize);
}
