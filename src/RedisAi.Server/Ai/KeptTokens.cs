using RedisAi.Dags.Text;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>The tokens of a command for those who take them apart; not copied, so as long as the command's own.</summary>
internal static class KeptTokens
{
    public static ReadOnlyMemory<byte>[] From(CommandArguments arguments, int first)
    {
        ReadOnlyMemory<byte>[] tokens = new ReadOnlyMemory<byte>[arguments.Count - first];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = arguments.Memory(first + i);
        }

        return tokens;
    }

    public static CommandTokens Of(CommandArguments arguments) => new(From(arguments, 0));
}
