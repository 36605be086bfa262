using System.Globalization;
using System.Text;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>Reads the commands that mutated ones are made of: <c>tests/data/resp/commands.txt</c>.</summary>
internal static class SeedCommands
{
    /// <summary>Returns commands that stay together, each as its tokens.</summary>
    public static IReadOnlyList<byte[][][]> Read(ReadOnlySpan<byte> file)
    {
        List<byte[][][]> groups = [];
        List<byte[][]> group = [];
        foreach (string line in Encoding.UTF8.GetString(file).Split('\n'))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                group.Add([.. line.Split(' ').Select(Token)]);
            }
            else if (group.Count > 0)
            {
                groups.Add([.. group]);
                group.Clear();
            }
        }

        return group.Count > 0 ? [.. groups, [.. group]] : groups;
    }

    private static byte[] Token(string text)
    {
        List<byte> bytes = [];
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                bytes.Add(byte.Parse(text.AsSpan(i + 2, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 3;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }

        return [.. bytes];
    }
}
