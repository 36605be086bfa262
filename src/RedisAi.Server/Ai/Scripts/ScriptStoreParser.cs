using RedisAi.Dags.Text;
using RedisAi.Keyspace;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Scripts;

/// <summary>Reads <c>AI.SCRIPTSTORE key device [TAG t] ENTRY_POINTS n fn.. SOURCE text</c>, and the deprecated <c>AI.SCRIPTSET key device [TAG t] SOURCE text</c>.</summary>
internal static class ScriptStoreParser
{
    private const int MinTokens = 8;
    private const int DeprecatedTokens = 5;
    private const int DeprecatedTokensWithTag = 7;
    private const string NoEntryPoints = "ERR Insufficient arguments, missing script entry points";

    /// <exception cref="CommandException">RedisAI would refuse it.</exception>
    public static StoredScript Parse(CommandArguments arguments)
    {
        Arity.Check(arguments, MinTokens);
        TokenCursor cursor = new(arguments, 3);
        string tag = cursor.Skip("TAG") ? cursor.Next() : "";
        if (!cursor.Skip("ENTRY_POINTS") || cursor.IsAtEnd)
        {
            throw new CommandException(NoEntryPoints);
        }

        if (!KeyspaceNumber.TryInteger(arguments.Bytes(cursor.Place), out long count))
        {
            throw new CommandException("ERR Non numeric entry points number provided to AI.SCRIPTSTORE command");
        }

        cursor.Skip(1);
        if (count > cursor.Left)
        {
            throw new CommandException(NoEntryPoints);
        }

        List<string> entryPoints = [];
        for (long i = 0; i < count; i++)
        {
            entryPoints.Add(cursor.Next());
        }

        return new StoredScript(arguments.Text(2), tag, entryPoints, ReadSource(cursor));
    }

    /// <exception cref="CommandException">RedisAI would refuse it.</exception>
    public static StoredScript ParseDeprecated(CommandArguments arguments)
    {
        if (arguments.Count is not (DeprecatedTokens or DeprecatedTokensWithTag))
        {
            throw AiErrors.WrongArity(arguments.Name);
        }

        TokenCursor cursor = new(arguments, 3);
        string tag = cursor.Skip("TAG") ? cursor.Next() : "";
        return new StoredScript(arguments.Text(2), tag, [], ReadSource(cursor));
    }

    private static string ReadSource(TokenCursor cursor) =>
        cursor.Skip("SOURCE") && !cursor.IsAtEnd ? cursor.Next() : throw new CommandException("ERR Insufficient arguments, missing script SOURCE");
}
