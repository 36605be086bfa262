namespace RedisAi.Dags.Drawing;

/// <summary>All lines with one beginning and one label: they are drawn as one line with branches.</summary>
/// <param name="from">Where it begins.</param>
/// <param name="label">What it carries.</param>
/// <param name="isDashed">Whether it may not come to that.</param>
internal sealed class Wire(SceneBox from, string label, bool isDashed)
{
    public SceneBox From => from;

    public string Label => label;

    public bool IsDashed => isDashed;

    public List<SceneItem> Targets { get; } = [];

    /// <summary>Joins the lines of a picture.</summary>
    public static List<Wire> Of(Scene scene)
    {
        List<Wire> wires = [];
        foreach (SceneLink link in scene.Links)
        {
            Wire? wire = wires.Find(wire => wire.From == link.From && wire.Label == link.Label && wire.IsDashed == link.IsDashed);
            if (wire is null)
            {
                wires.Add(wire = new Wire(link.From, link.Label, link.IsDashed));
            }

            wire.Targets.Add(link.To);
        }

        return wires;
    }
}
