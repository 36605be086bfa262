using System.Reflection;

namespace RedisAi.Tests.Architecture;

/// <summary>Which folders of an assembly need which, with a pair of types for each that shows it.</summary>
internal sealed class FolderGraph
{
    private readonly SortedDictionary<(string From, string To), string> _edges = [];

    /// <param name="assembly">The assembly, with its symbols beside it.</param>
    /// <param name="nameOf">What counts as one folder; null for what does not count.</param>
    public FolderGraph(Assembly assembly, Func<string, string?> nameOf)
    {
        SourceFolders folders = new(assembly);
        foreach (Type type in assembly.GetTypes())
        {
            if (Name(type) is not { } from)
            {
                continue;
            }

            Folders.Add(from);
            foreach (Type needed in TypeReferences.Of(type).Where(needed => needed.Assembly == assembly))
            {
                if (Name(needed) is { } to && to != from)
                {
                    _edges.TryAdd((from, to), $"{from}/{type.Name} needs {to}/{needed.Name}");
                }
            }
        }

        string? Name(Type type) => folders.Of(type) is { } folder ? nameOf(folder) : null;
    }

    public SortedSet<string> Folders { get; } = [];

    /// <summary>The arrows, each with a pair of types that shows it.</summary>
    public IReadOnlyDictionary<(string From, string To), string> Edges => _edges;

    public bool Needs(string from, string to) => _edges.ContainsKey((from, to));

    /// <summary>The arrows among folders that can be reached from themselves, in words; empty when there is no circle.</summary>
    public IEnumerable<string> Circles()
    {
        // What needs nothing that is left is no part of a circle.
        HashSet<string> left = [.. Folders];
        while (left.RemoveWhere(folder => !_edges.Keys.Any(edge => edge.From == folder && left.Contains(edge.To))) > 0)
        {
        }

        while (left.RemoveWhere(folder => !_edges.Keys.Any(edge => edge.To == folder && left.Contains(edge.From))) > 0)
        {
        }

        return _edges.Where(edge => left.Contains(edge.Key.From) && left.Contains(edge.Key.To)).Select(static edge => edge.Value);
    }
}
