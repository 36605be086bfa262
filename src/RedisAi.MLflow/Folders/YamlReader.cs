using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RedisAi.MLflow.Folders;

/// <summary>Builds nodes of what a YAML parser tells, within limits: the file may come from anybody who may register a model.</summary>
/// <remarks>
/// An alias is the node that it names, not a copy of it, so that aliases of aliases take no memory. Nothing is made of a tag: no type of C# and no
/// code can be asked for.
/// </remarks>
internal sealed class YamlReader
{
    /// <summary>Lists and maps within each other; MLflow writes four.</summary>
    private const int MaxDepth = 32;

    /// <summary>All nodes together; MLflow writes some hundred.</summary>
    private const int MaxNodes = 100_000;

    private const string CoreTags = "tag:yaml.org,2002:";
    private const string PythonTags = CoreTags + "python/";

    private readonly Parser _parser;
    private readonly Dictionary<string, YamlNode> _anchors = [];
    private int _nodes;

    private YamlReader(TextReader text) => _parser = new Parser(text);

    /// <summary>Reads the one document of a file.</summary>
    /// <param name="text">The file.</param>
    /// <returns>Its outermost node; <see cref="YamlNode.Null"/> when it is empty.</returns>
    /// <exception cref="FormatException">It is no YAML, or exceeds a limit; the message is a clause that names the line.</exception>
    public static YamlNode Read(TextReader text)
    {
        YamlReader reader = new(text);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException error)
        {
            throw new FormatException($"line {error.Start.Line} is no YAML: {error.Message}", error);
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or OverflowException)
        {
            // The parser fails by itself on some damaged texts.
            throw new FormatException("it is no YAML", error);
        }
    }

    private YamlNode ReadDocument()
    {
        Next();
        if (Next() is StreamEnd)
        {
            return YamlNode.Null;
        }

        Next();
        YamlNode root = ReadNode(depth: 0);
        return Next() is DocumentStart second ? throw new FormatException($"line {second.Start.Line} begins a second document; there must be one") : root;
    }

    private YamlNode ReadNode(int depth)
    {
        ParsingEvent node = Current;
        long line = node.Start.Line;
        if (++_nodes > MaxNodes)
        {
            throw new FormatException($"line {line} has more than {MaxNodes} values");
        }

        if (node is AnchorAlias alias)
        {
            Next();
            return _anchors.TryGetValue(alias.Value.Value, out YamlNode? named)
                ? named
                : throw new FormatException($"line {line} refers to '*{alias.Value.Value}', which is not there before it, or which it is a part of");
        }

        if (depth > MaxDepth)
        {
            throw new FormatException($"line {line} has lists or maps more than {MaxDepth} deep");
        }

        NodeEvent start = (NodeEvent)node;
        CheckTag(start);
        YamlNode read = start switch
        {
            Scalar scalar => ReadText(scalar),
            SequenceStart => ReadList(depth, line),
            MappingStart => ReadMap(depth, line),
            _ => throw new FormatException($"line {line} has no value"),
        };
        if (!start.Anchor.IsEmpty)
        {
            // Only now, so that nothing can contain itself.
            _anchors[start.Anchor.Value] = read;
        }

        return read;
    }

    private YamlNode ReadText(Scalar scalar)
    {
        Next();
        return YamlNode.OfText(scalar.Value, scalar.Style == ScalarStyle.Plain, scalar.Start.Line);
    }

    private YamlNode ReadList(int depth, long line)
    {
        List<YamlNode> items = [];
        Next();
        while (Current is not SequenceEnd)
        {
            items.Add(ReadNode(depth + 1));
        }

        Next();
        return YamlNode.OfList(items, line);
    }

    private YamlNode ReadMap(int depth, long line)
    {
        Dictionary<string, YamlNode> members = new(StringComparer.Ordinal);
        Next();
        while (Current is not MappingEnd)
        {
            long keyLine = Current.Start.Line;
            YamlNode key = ReadNode(depth + 1);
            if (key.Kind != YamlKind.Text)
            {
                throw new FormatException($"line {keyLine} has a {NameOf(key.Kind)} where a key must be");
            }

            if (!members.TryAdd(key.Text, ReadNode(depth + 1)))
            {
                throw new FormatException($"line {keyLine} has the key '{key.Text}' for a second time");
            }
        }

        Next();
        return YamlNode.OfMap(members, line);
    }

    /// <summary>Explicit types that are not YAML's own ask for objects of some language.</summary>
    private static void CheckTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty && !node.Tag.IsNonSpecific && (!node.Tag.Value.StartsWith(CoreTags, StringComparison.Ordinal) || node.Tag.Value.StartsWith(PythonTags, StringComparison.Ordinal)))
        {
            throw new FormatException($"line {node.Start.Line} asks for an object of the type '{node.Tag.Value}', and no objects are made here");
        }
    }

    private ParsingEvent Current => _parser.Current ?? throw new FormatException("it ends in the middle of something");

    private ParsingEvent Next() => _parser.MoveNext() ? Current : throw new FormatException("it ends in the middle of something");

    internal static string NameOf(YamlKind kind) => kind switch
    {
        YamlKind.Null => "null",
        YamlKind.Text => "text",
        YamlKind.List => "list",
        _ => "map",
    };
}
