namespace RedisAi.Dags.Drawing;

/// <summary>A graph: of the plan, of the items of a map, of a branch, or of what runs when a node fails.</summary>
/// <param name="id">Its number in the picture.</param>
/// <param name="parent">The frame that it is in; null for the whole picture.</param>
/// <param name="title">What it is.</param>
internal sealed class SceneFrame(int id, SceneFrame? parent, string title) : SceneItem(id, parent)
{
    public string Title => title;

    public List<SceneItem> Items { get; } = [];
}
