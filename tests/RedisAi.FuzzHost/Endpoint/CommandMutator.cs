using System.Text;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>Makes sessions of commands, half of which have some of their tokens changed. What it gives is well-formed RESP.</summary>
/// <param name="groups">Commands that stay together.</param>
internal sealed class CommandMutator(IReadOnlyList<byte[][][]> groups)
{
    private const int Kinds = 8;

    /// <summary>Longer arguments go another way into memory.</summary>
    private const int LongToken = 20_000;

    /// <summary>Numbers at the ends of their types, and what patterns, numbers and keywords could be taken for.</summary>
    private static readonly string[] s_extremes =
    [
        "", "0", "-1", "1", "2", "3", "-2", "10", "100", "65536", "-65536", "1048577", "536870911", "536870912", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807", "9223372036854775808",
        "-9223372036854775808", "1.5", "1e308", "-1e308", "inf", "-inf", "nan", "0x10", "+1", "01", " 1", "*", "**", "?", "[", "[^", "[a-", "\\", "{}", "{t}", "|>", "$", "\0", "a\0b", "\r\n",
        "\u00e9", "\u00ff\u00fe", "\u00ed\u00b2\u0080", "NX", "XX", "GT", "LT", "ANY",
    ];

    /// <summary>Those of them that are whole numbers: what takes the place of a number mostly is one.</summary>
    private static readonly byte[][] s_numbers = [.. s_extremes.Where(static text => long.TryParse(text, out _) || ulong.TryParse(text, out _)).Select(Encoding.Latin1.GetBytes)];

    /// <summary>Every token that there is.</summary>
    private readonly byte[][] _words =
    [
        .. groups.SelectMany(static group => group).SelectMany(static command => command).Select(Encoding.Latin1.GetString).Concat(s_extremes).Distinct(StringComparer.Ordinal).Select(Encoding.Latin1.GetBytes),
    ];

    /// <summary>A session of so many commands, as a client sends it.</summary>
    public byte[] Session(Random random, int count)
    {
        using MemoryStream session = new();
        while (count > 0)
        {
            foreach (byte[][] command in groups[random.Next(groups.Count)].Take(count))
            {
                Write(session, random.Next(2) == 0 ? command : Mutate(command, random));
                count--;
            }
        }

        return session.ToArray();
    }

    private byte[][] Mutate(byte[][] command, Random random)
    {
        List<byte[]> tokens = [.. command];
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            // The name changes seldom: with another one not much of the rest is looked at.
            int first = tokens.Count > 1 && random.Next(16) > 0 ? 1 : 0;
            Change(tokens, random, first);
        }

        return [.. tokens];
    }

    private void Change(List<byte[]> tokens, Random random, int first)
    {
        int place = random.Next(first, tokens.Count);
        switch (random.Next(Kinds))
        {
            case 0 or 1:
                tokens[place] = IsNumber(tokens[place]) && random.Next(4) > 0 ? Number(tokens[place], random) : Word(random);
                break;
            case 2:
                tokens.Insert(place + 1, Word(random));
                break;
            case 3 when tokens.Count > 1:
                tokens.RemoveAt(place);
                break;
            case 4:
                tokens.Insert(place, tokens[place]);
                break;
            case 5:
                int other = random.Next(first, tokens.Count);
                (tokens[place], tokens[other]) = (tokens[other], tokens[place]);
                break;
            case 6 when place > 0:
                tokens.RemoveRange(place, tokens.Count - place);
                break;
            default:
                tokens[place] = Damage(tokens[place], random);
                break;
        }
    }

    private static bool IsNumber(byte[] token) => token is [(>= (byte)'0' and <= (byte)'9') or (byte)'-', ..] && long.TryParse(token, out _);

    /// <summary>A number at the end of some type, or one near the old one.</summary>
    private static byte[] Number(byte[] token, Random random) => random.Next(3) > 0
        ? s_numbers[random.Next(s_numbers.Length)]
        : Encoding.ASCII.GetBytes($"{unchecked((random.Next(2) == 0 ? 1 : -1) * (long.Parse(token) + random.Next(-2, 3)))}");

    private byte[] Word(Random random) => _words[random.Next(_words.Length)];

    private static byte[] Damage(byte[] token, Random random)
    {
        switch (random.Next(32))
        {
            case 0:
                byte[] large = new byte[random.Next(1, 3 * LongToken)];
                Array.Fill(large, (byte)random.Next(256));
                return large;
            case < 8 when token.Length > 0:
                return token[..random.Next(token.Length)];
            case < 16:
                return [.. token, .. token];
            default:
                byte[] damaged = token.Length > 0 ? [.. token] : [0];
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                return damaged;
        }
    }

    private static void Write(MemoryStream session, byte[][] command)
    {
        session.Write(Encoding.ASCII.GetBytes($"*{command.Length}\r\n"));
        foreach (byte[] token in command)
        {
            session.Write(Encoding.ASCII.GetBytes($"${token.Length}\r\n"));
            session.Write(token);
            session.Write("\r\n"u8);
        }
    }
}
