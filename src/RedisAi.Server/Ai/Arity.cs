using RedisAi.Dags.Text;
using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai;

/// <summary>Counts tokens. Where it is Redis that refuses a command, it calls it by its name as it was typed.</summary>
internal static class Arity
{
    /// <exception cref="DagCommandException">There are more or fewer tokens.</exception>
    public static void Check(CommandArguments arguments, int least, int most = int.MaxValue)
    {
        if (arguments.Count < least || arguments.Count > most)
        {
            throw AiErrors.WrongArity(arguments.Name);
        }
    }
}
