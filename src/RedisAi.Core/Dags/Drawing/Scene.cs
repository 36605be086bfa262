namespace RedisAi.Dags.Drawing;

/// <summary>A picture of a plan, before it is known where things are.</summary>
internal sealed class Scene
{
    private int _count;

    public Scene(string title) => Root = new SceneFrame(_count++, null, title);

    public SceneFrame Root { get; }

    public List<SceneLink> Links { get; } = [];

    public SceneBox AddBox(SceneFrame frame, string kind, string name, string detail, string title)
    {
        SceneBox box = new(_count++, frame, kind, name, detail, title);
        frame.Items.Add(box);
        return box;
    }

    public SceneFrame AddFrame(SceneFrame around, string title)
    {
        SceneFrame frame = new(_count++, around, title);
        around.Items.Add(frame);
        return frame;
    }

    /// <summary>Adds a line, unless there is the same.</summary>
    public void Link(SceneBox from, SceneItem to, string label, bool isDashed)
    {
        SceneLink link = new(from, to, label, isDashed);
        if (!Links.Contains(link))
        {
            Links.Add(link);
        }
    }
}
