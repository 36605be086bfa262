namespace RedisAi.Samples.Digits.Models;

/// <summary>What a model said of all pictures, and how long it takes to ask it.</summary>
/// <param name="Model">The model.</param>
/// <param name="Answers">An answer for each picture.</param>
/// <param name="Median">The median time of a call with one picture.</param>
internal sealed record Opinion(DigitModel Model, IReadOnlyList<Answer> Answers, TimeSpan Median);
