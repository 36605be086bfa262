namespace RedisAi.Scripts;

/// <summary>Says whether the functions that are meant to be called exist, and whether a call could give them what they take.</summary>
internal static class EntryPointCheck
{
    private const string Callable = "Tensor, Optional[Tensor], List[Tensor], a tuple of tensors, int, float, bool and List[str]";

    /// <exception cref="ScriptCompilationException">An entry point is missing, or has a parameter that a call cannot give.</exception>
    public static void Check(string key, IEnumerable<string> entryPoints, IReadOnlyList<ScriptFunction> functions)
    {
        foreach (string name in entryPoints)
        {
            ScriptFunction function = functions.FirstOrDefault(function => function.Name == name) ?? throw Missing(key, name, functions);
            if (!function.TakesKeysAndArgs)
            {
                CheckParameters(key, function);
            }
        }
    }

    private static void CheckParameters(string key, ScriptFunction function)
    {
        bool rest = false;
        foreach (ScriptParameter parameter in function.Parameters.Where(static parameter => !parameter.HasDefault))
        {
            if (!CanGive(parameter.Type))
            {
                throw Refuse(key, function, parameter, $"a call can give {Callable}");
            }

            if (rest && parameter.Type is not ("List[str]" or "Optional[Tensor]"))
            {
                throw Refuse(key, function, parameter, "the List[Tensor] before it takes all inputs that are left");
            }

            rest |= parameter.Type == "List[Tensor]";
        }
    }

    private static bool CanGive(string type) => type is "Tensor" or "Optional[Tensor]" or "List[Tensor]" or "List[str]" or "int" or "float" or "bool" || IsTupleOfTensors(type);

    private static bool IsTupleOfTensors(string type) =>
        type.StartsWith("Tuple[", StringComparison.Ordinal)
        && type.EndsWith(']')
        && type["Tuple[".Length..^1].Split(',', StringSplitOptions.TrimEntries).All(static part => part == "Tensor");

    private static ScriptCompilationException Missing(string key, string name, IReadOnlyList<ScriptFunction> functions)
    {
        string known = functions.Count == 0 ? "it has none" : $"it has {string.Join(", ", functions.Select(static function => $"'{function.Name}'"))}";
        return new ScriptCompilationException($"The script '{key}' has no function '{name}' for the entry point of that name; {known}.");
    }

    private static ScriptCompilationException Refuse(string key, ScriptFunction function, ScriptParameter parameter, string reason) => new(
        $"The function '{function.Name}' of the script '{key}' cannot be an entry point: its parameter '{parameter.Name}' is of the type {parameter.Type}, and {reason}. "
        + $"An entry point has such parameters, or is declared like ({"tensors: List[Tensor], keys: List[str], args: List[str]"}).");
}
