namespace RedisAi.Samples.Chat.Simulation;

/// <summary>What a simulated user says.</summary>
/// <param name="Text">The words.</param>
/// <param name="Expected">What the user has told before and now asks for; null when anything will do.</param>
internal sealed record Line(string Text, string? Expected = null);
