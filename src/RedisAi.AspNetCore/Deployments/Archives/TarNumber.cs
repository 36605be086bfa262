using System.Buffers.Binary;

namespace RedisAi.AspNetCore.Deployments.Archives;

/// <summary>Numbers in the header of a tar archive: octal digits, or, where they do not suffice, bytes behind a mark.</summary>
internal static class TarNumber
{
    private const byte BinaryMark = 0x80;

    /// <summary>Reads a number that is not negative.</summary>
    /// <returns>False when there is none, or one that is too large.</returns>
    public static bool TryRead(ReadOnlySpan<byte> field, out long number)
    {
        if (field[0] == BinaryMark)
        {
            number = BinaryPrimitives.ReadInt64BigEndian(field[^sizeof(long)..]);
            return number >= 0 && !field[1..^sizeof(long)].ContainsAnyExcept((byte)0);
        }

        number = 0;
        ReadOnlySpan<byte> digits = field.Trim(" \0"u8);
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            number = (number << 3) | (uint)(digit - '0');
        }

        // The field has twelve digits at most, which is less than the type holds.
        return true;
    }
}
