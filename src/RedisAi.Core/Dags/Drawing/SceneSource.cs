namespace RedisAi.Dags.Drawing;

/// <summary>Where a value may come from.</summary>
/// <param name="Box">The box that gives it.</param>
/// <param name="Mark">What it is beside its type: the item of a map.</param>
/// <param name="IsDashed">Whether it is given only where something has failed.</param>
internal sealed record SceneSource(SceneBox Box, string Mark = "", bool IsDashed = false);
