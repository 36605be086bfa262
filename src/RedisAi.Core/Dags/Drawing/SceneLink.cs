namespace RedisAi.Dags.Drawing;

/// <summary>A line of a picture.</summary>
/// <param name="From">The box that gives something.</param>
/// <param name="To">The box that takes it, or the frame that the box makes run.</param>
/// <param name="Label">What is given, as far as it is known.</param>
/// <param name="IsDashed">Whether it may not come to that: of a branch that is chosen, and of what runs instead of a node that has failed.</param>
internal sealed record SceneLink(SceneBox From, SceneItem To, string Label, bool IsDashed);
