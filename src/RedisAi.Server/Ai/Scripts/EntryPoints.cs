using RedisAi.Server.Commands;

namespace RedisAi.Server.Ai.Scripts;

/// <summary>Looks at the functions that a client wants to call, by RedisAI's rules and with its words.</summary>
internal static class EntryPoints
{
    private const int Parameters = 3;

    /// <exception cref="CommandException">One is not there, or takes something else than tensors, keys and arguments.</exception>
    public static void Check(IReadOnlyList<string> names, IReadOnlyList<ScriptFunction> functions)
    {
        foreach (string name in names)
        {
            ScriptFunction function = functions.FirstOrDefault(function => function.Name == name) ?? throw new CommandException($"Function {name} does not exist in the given script.");
            if (function.Parameters.Count != Parameters)
            {
                throw new CommandException($"Wrong number of inputs in function {name}. Expected {Parameters} but was {function.Parameters.Count}");
            }

            if (!function.TakesKeysAndArgs)
            {
                throw new CommandException($"Wrong inputs type in function {name}. Expected signature similar to: def {name}(tensors: List[Tensor], keys: List[str], args: List[str])");
            }
        }
    }
}
