namespace RedisAi.Samples.ScriptPipeline.Recognition;

/// <summary>What was read off a picture.</summary>
/// <param name="Text">The text; empty when there is none.</param>
/// <param name="Certainty">The mean probability of the characters, from 0 to 1; 0 without text.</param>
/// <param name="Steps">How long each step took, in order.</param>
internal sealed record Reading(string Text, float Certainty, IReadOnlyList<StepTime> Steps);

/// <summary>How long a step took.</summary>
internal readonly record struct StepTime(string Name, TimeSpan Time);
