namespace RedisAi.FuzzHost;

/// <summary>Damages files: the same seed and number always give the same bytes.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private const int GentleKinds = 4;
    private const int Kinds = 9;

    /// <summary>Bytes where numbers end, or go on.</summary>
    private static readonly byte[] s_extremes = [0x00, 0x01, 0x7F, 0x80, 0xFF];

    /// <summary>A file of the corpus with one to four changes; never empty. Half of the files keep their length, so that more of them are read to the end.</summary>
    public byte[] Damage(int index)
    {
        Random random = RandomOf(index);
        return Damage(random, Pick(random));
    }

    /// <summary>The numbers that decide on one file.</summary>
    public Random RandomOf(int index) => new(unchecked((seed * 486_187_739) + index));

    /// <summary>A file of the corpus, undamaged.</summary>
    public byte[] Pick(Random random) => corpus[random.Next(corpus.Count)];

    /// <summary>The bytes with one to four changes; never empty.</summary>
    public byte[] Damage(Random random, byte[] whole)
    {
        List<byte> bytes = [.. whole];
        int kinds = random.Next(2) == 0 ? GentleKinds : Kinds;
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            Change(bytes, random, random.Next(kinds));
        }

        return bytes.Count > 0 ? [.. bytes] : [0];
    }

    private void Change(List<byte> bytes, Random random, int kind)
    {
        int place = random.Next(bytes.Count);
        int length = random.Next(1, Math.Min(32, bytes.Count - place) + 1);
        switch (kind)
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                bytes[place] = s_extremes[random.Next(s_extremes.Length)];
                break;
            case 3:
                bytes[place] += (byte)random.Next(-2, 3);
                break;
            case 4:
                // Lengths and sizes are numbers whose bytes go on while they are above 0x7F.
                bytes.InsertRange(place, Enumerable.Repeat((byte)0xFF, random.Next(1, 10)));
                break;
            case 5:
                bytes.RemoveRange(place, length);
                break;
            case 6:
                bytes.InsertRange(place, bytes.GetRange(place, length));
                break;
            case 7:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            default:
                ReadOnlySpan<byte> other = corpus[random.Next(corpus.Count)];
                int start = random.Next(other.Length);
                bytes.InsertRange(place, other[start..Math.Min(other.Length, start + 64)]);
                break;
        }
    }
}
