using System.Xml.Linq;

namespace RedisAi.PublicDocs;

/// <summary>What the compiler writes of the comments in an assembly.</summary>
internal static class DocumentationFile
{
    /// <summary>Takes out what users of the assembly cannot see.</summary>
    public static void Strip(XDocument document, IEnumerable<VisibleMember> visible)
    {
        HashSet<string> ids = [.. visible.Select(static member => member.Id)];
        foreach (XElement member in document.Descendants("member").Where(member => !ids.Contains(IdOf(member))).ToList())
        {
            // With the line that it was on.
            if (member.PreviousNode is XText space)
            {
                space.Remove();
            }

            member.Remove();
        }
    }

    /// <summary>Says what is documented and cannot be seen, and the other way round.</summary>
    public static IEnumerable<string> ProblemsOf(string name, XDocument document, IReadOnlyList<VisibleMember> visible)
    {
        HashSet<string> documented = [.. document.Descendants("member").Select(IdOf)];
        IEnumerable<string> hidden = documented.Except(visible.Select(static member => member.Id)).Order(StringComparer.Ordinal).Select(id => $"{name}: {id} is documented, and not public.");
        IEnumerable<string> bare = visible.Where(member => !member.IsImplicit && !documented.Contains(member.Id)).Select(member => $"{name}: {member.Id} is public, and not documented.");
        return [.. documented.Count == 0 ? [$"{name}: nothing is documented."] : Array.Empty<string>(), .. hidden, .. bare];
    }

    private static string IdOf(XElement member) => (string?)member.Attribute("name") ?? "";
}
