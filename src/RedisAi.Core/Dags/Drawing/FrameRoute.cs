namespace RedisAi.Dags.Drawing;

/// <summary>The part of a line that is in one frame.</summary>
/// <param name="Wire">The line.</param>
/// <param name="Start">What it comes from: a box, or a frame within that it leaves; null when it comes from outside.</param>
/// <param name="Ends">What it goes to: boxes, and frames within that it enters or ends at.</param>
/// <param name="Leaves">Whether it goes out of the frame.</param>
internal sealed record FrameRoute(Wire Wire, SceneItem? Start, IReadOnlyList<SceneItem> Ends, bool Leaves);
