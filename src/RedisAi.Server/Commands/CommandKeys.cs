namespace RedisAi.Server.Commands;

/// <summary>Which tokens of a command are keys, as COMMAND tells it.</summary>
/// <param name="First">The place of the first one; 0 for none.</param>
/// <param name="Last">The place of the last one; negative from the end.</param>
/// <param name="Step">From each to the next.</param>
internal readonly record struct CommandKeys(int First, int Last, int Step)
{
    public static CommandKeys None => default;

    public static CommandKeys One => new(1, 1, 1);
}
