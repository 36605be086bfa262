namespace RedisAi.Hosting;

/// <summary>A part of the section <c>RedisAi</c> that another package reads, so that its keys are not taken for misspelt ones.</summary>
/// <param name="Name">The key of the part.</param>
internal sealed record OtherSettings(string Name);
