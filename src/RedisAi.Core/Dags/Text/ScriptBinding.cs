using RedisAi.Dags.Compilation;

namespace RedisAi.Dags.Text;

/// <summary>Says why a function of a script cannot be called as a command asks for, which is an error of the call, not of the command.</summary>
internal static class ScriptBinding
{
    /// <summary>RedisAI's text; null when it can be called.</summary>
    /// <param name="operation">The call.</param>
    /// <param name="target">Where its script is.</param>
    public static string? WhyNot(DagOperation operation, CommandTarget target)
    {
        ScriptFunction? function = target.Script(operation.Key).Functions.FirstOrDefault(function => function.Name == operation.Function);
        if (function is null)
        {
            return $"Function does not exist: {operation.Function}";
        }

        // At an endpoint what is no entry point is bound by RedisAI's older rules; elsewhere, and for entry points that only an application can store, by the engine's.
        bool byOlderRules = target.TypeOf is not null && !function.TakesKeysAndArgs && !target.Scripts.GetInfo(operation.Key).EntryPoints.Contains(function.Name);
        return byOlderRules && operation.Inputs.Count < function.Parameters.Count ? WrongNumber(operation)
            : byOlderRules && !TakesTensors(function) ? $"Unsupported input type in function definition: {operation.Function}"
            : ScriptNodeCompiler.Takes(function, operation.Inputs.Count) ? null
            : WrongNumber(operation);
    }

    /// <summary>Whether its parameters are tensors, up to the first list of them, which takes all that are left.</summary>
    private static bool TakesTensors(ScriptFunction function) =>
        function.Parameters.TakeWhile(static parameter => parameter.Type != "List[Tensor]").All(static parameter => parameter.Type == "Tensor");

    private static string WrongNumber(DagOperation operation) => $"Wrong number of inputs provided to function: {operation.Function}";
}
