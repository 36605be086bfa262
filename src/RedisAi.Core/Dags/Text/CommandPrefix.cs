namespace RedisAi.Dags.Text;

/// <summary>What a command says before its first operation.</summary>
/// <param name="Load">The keys that are loaded.</param>
/// <param name="Persist">The names that are persisted, under themselves as keys.</param>
/// <param name="Timeout">How long the whole may take; null for any time.</param>
/// <param name="Length">How many tokens that are.</param>
internal sealed record CommandPrefix(IReadOnlyList<string> Load, IReadOnlyList<string> Persist, TimeSpan? Timeout, int Length);
