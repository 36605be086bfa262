namespace RedisAi.FuzzHost;

/// <summary>Damages files: the same seed and number always give the same bytes.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<byte[]> corpus)
{
    private const int Kinds = 8;

    /// <summary>A file of the corpus with one to four changes; never empty.</summary>
    public byte[] Damage(int index)
    {
        Random random = new(unchecked((seed * 486_187_739) + index));
        List<byte> bytes = [.. corpus[random.Next(corpus.Count)]];
        for (int changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            Change(bytes, random);
        }

        return bytes.Count > 0 ? [.. bytes] : [0];
    }

    private void Change(List<byte> bytes, Random random)
    {
        int place = random.Next(bytes.Count);
        int length = random.Next(1, Math.Min(32, bytes.Count - place) + 1);
        switch (random.Next(Kinds))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                // Lengths and sizes are numbers whose bytes go on while they are above 0x7F.
                bytes[place] = 0xFF;
                bytes.InsertRange(place, Enumerable.Repeat((byte)0xFF, random.Next(9)));
                break;
            case 3:
                bytes.RemoveRange(place, length);
                break;
            case 4:
                bytes.InsertRange(place, bytes.GetRange(place, length));
                break;
            case 5:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 6:
                ReadOnlySpan<byte> other = corpus[random.Next(corpus.Count)];
                int start = random.Next(other.Length);
                bytes.InsertRange(place, other[start..Math.Min(other.Length, start + 64)]);
                break;
            default:
                bytes.Insert(place, (byte)random.Next(256));
                break;
        }
    }
}
