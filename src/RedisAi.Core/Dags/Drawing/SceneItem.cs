namespace RedisAi.Dags.Drawing;

/// <summary>What a picture of a plan consists of: boxes, and frames around them.</summary>
/// <param name="id">Its number in the picture.</param>
/// <param name="parent">The frame that it is in; null for the whole picture.</param>
internal abstract class SceneItem(int id, SceneFrame? parent)
{
    public int Id => id;

    public SceneFrame? Parent => parent;

    /// <summary>Whether it is in a frame, or in one within that.</summary>
    public bool IsWithin(SceneFrame frame)
    {
        for (SceneFrame? around = parent; around is not null; around = around.Parent)
        {
            if (around == frame)
            {
                return true;
            }
        }

        return false;
    }
}
