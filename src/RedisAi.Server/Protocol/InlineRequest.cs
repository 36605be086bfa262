using RedisAi.Dags.Text;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Protocol;

/// <summary>A command that was typed: words on a line.</summary>
internal static class InlineRequest
{
    /// <summary>Adds the words, which are copied.</summary>
    /// <returns>False when a quote is not closed, or something follows one at once.</returns>
    public static bool TryAdd(ReadOnlySpan<byte> line, CommandArguments arguments)
    {
        try
        {
            foreach (ReadOnlyMemory<byte> word in CommandLine.Split(line))
            {
                arguments.Add(word);
            }

            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
