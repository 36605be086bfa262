using System.Collections;

namespace RedisAi.Importers.Trees;

/// <summary>How each node compares, in the operator's words.</summary>
internal sealed class TreeModes(TreeNodes nodes) : IReadOnlyList<string>
{
    private readonly string _branch = nodes.HasOrEqual ? "BRANCH_LEQ" : "BRANCH_LT";

    public int Count => nodes.Count;

    public string this[int index] => nodes.All[index].IsLeaf ? "LEAF" : _branch;

    public IEnumerator<string> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
