namespace RedisAi.Dags.Drawing;

/// <summary>A node of a plan, an input, an output, or what goes to the store.</summary>
/// <param name="id">Its number in the picture.</param>
/// <param name="parent">The frame that it is in.</param>
/// <param name="kind">What it is: <c>input</c>, <c>load</c>, <c>model</c>, <c>script</c>, <c>function</c>, <c>map</c>, <c>if</c>, <c>output</c>, <c>persist</c>, or <c>value</c> for one that is given on as it is.</param>
/// <param name="name">What it is called.</param>
/// <param name="detail">The kind, and what it runs where the name does not say so.</param>
/// <param name="title">All that is known of it.</param>
internal sealed class SceneBox(int id, SceneFrame parent, string kind, string name, string detail, string title) : SceneItem(id, parent)
{
    public string Kind => kind;

    public string Name => name;

    public string Detail => detail;

    public string Title => title;
}
