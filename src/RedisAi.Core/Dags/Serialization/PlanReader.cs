using System.Text.Json;
using RedisAi.Dags.Building;
using RedisAi.Persistence;

namespace RedisAi.Dags.Serialization;

/// <summary>Makes a graph of what <see cref="PlanWriter"/> has written. What it reads may be damaged, or written by an enemy: all that the builder's types would see to is looked at here.</summary>
internal sealed class PlanReader
{
    /// <summary>Fallbacks, which may use nodes that were added after theirs.</summary>
    private readonly Queue<Action> _later = [];

    /// <summary>A graph within a node takes three levels; the usual bound of 64 would be too low for what was written.</summary>
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = 900 };

    private PlanReader()
    {
    }

    /// <summary>Fills a builder.</summary>
    /// <param name="data">What was written.</param>
    /// <param name="create">Makes the builder of a name.</param>
    /// <exception cref="InvalidDataException">It is no graph.</exception>
    public static DagBuilder Read(ReadOnlyMemory<byte> data, Func<string, DagBuilder> create)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(data, s_options);
            document.RootElement.CheckFormat(PlanWriter.Format);
            return new PlanReader().Read(document.RootElement, create);
        }
        catch (Exception error) when (DurableJson.IsDamage(error) && error is not InvalidDataException)
        {
            throw new InvalidDataException($"It is no graph: {error.Message}", error);
        }
    }

    private DagBuilder Read(JsonElement json, Func<string, DagBuilder> create)
    {
        DagBuilder graph = create(json.Text("name") is { Length: > 0 } name ? name : throw new InvalidDataException("The plan has no name."));
        ReadNodes(json, graph);
        while (_later.TryDequeue(out Action? fallback))
        {
            fallback();
        }

        foreach (JsonElement output in json.GetProperty("outputs").EnumerateArray())
        {
            Port port = ReadPort(output.GetProperty("value"), graph);
            if (port.IsSequence)
            {
                graph.Output(output.Text("name")!, new DagSequence(port));
            }
            else
            {
                graph.Output(output.Text("name")!, new DagValue(port));
            }
        }

        foreach (JsonElement persist in json.GetProperty("persists").EnumerateArray())
        {
            graph.Persist(ReadValue(persist.GetProperty("value"), graph), persist.Text("key")!, persist.Span("timeToLive"));
        }

        return graph;
    }

    private void ReadNodes(JsonElement json, DagBuilder graph)
    {
        foreach (JsonElement node in json.GetProperty("nodes").EnumerateArray())
        {
            AddNode(node, graph);
        }
    }

    private void AddNode(JsonElement json, DagBuilder graph)
    {
        NodeDefinition added = graph.Insert(ReadNode(json, graph));
        if (json.Span("timeout") is { } timeout)
        {
            new DagNode(added).WithTimeout(timeout);
        }

        added.IsAlways = json.Truth("always") ?? false;
        ReadDeclared(json, added);
        if (json.TryGetProperty("fallback", out JsonElement fallback))
        {
            _later.Enqueue(() => new DagNode(added).WithFallback(scope => ReadResults(fallback, scope)));
        }
    }

    private NodeDefinition ReadNode(JsonElement json, DagBuilder graph)
    {
        string name = json.Text("name") is { Length: > 0 } given ? given : throw new InvalidDataException($"A node of '{graph.Name}' has no name.");
        string kind = json.Text("kind") ?? "";
        return kind switch
        {
            // One in a branch, or the item of a map, is added with its graph.
            NodeKind.Input => graph.Parent is null ? new InputDefinition(graph, name) : throw new InvalidDataException($"'{graph.Name}' has an input."),
            NodeKind.Load => new LoadDefinition(graph, name, KeyTemplate.Parse(NotEmpty(json, "key"))),
            NodeKind.Model => ReadModel(json, graph, name),
            NodeKind.Script => new ScriptDefinition(
                graph,
                name,
                NotEmpty(json, "key"),
                NotEmpty(json, "function"),
                ReadInputs(json, graph),
                [.. json.Texts("keys").Select(KeyTemplate.Parse)],
                [.. json.Texts("args").Select(KeyTemplate.Parse)]),
            NodeKind.If => ReadIf(json, graph, name),
            NodeKind.Map => ReadMap(json, graph, name),
            _ => throw new InvalidDataException($"The node '{name}' is of the kind '{kind}', which is none."),
        };
    }

    private static ModelDefinition ReadModel(JsonElement json, DagBuilder graph, string name)
    {
        Port[] inputs = ReadInputs(json, graph);
        string[]? names = json.TryGetProperty("inputNames", out _) ? [.. json.Texts("inputNames")] : null;
        return names is null || names.Length == inputs.Length
            ? new ModelDefinition(graph, name, NotEmpty(json, "key"), inputs, names)
            : throw new InvalidDataException($"The node '{name}' has {inputs.Length} inputs, and names for {names.Length}.");
    }

    private IfDefinition ReadIf(JsonElement json, DagBuilder graph, string name)
    {
        BodyDefinition then = ReadBody(json, "then", graph, name, "/then", item: null);
        BodyDefinition otherwise = ReadBody(json, "otherwise", graph, name, "/otherwise", item: null);
        return ReadInputs(json, graph) is [var condition] && then.Results.Count == otherwise.Results.Count && AreAlike(then.Results, otherwise.Results)
            ? new IfDefinition(graph, name, condition, then, otherwise)
            : throw new InvalidDataException($"The branches of '{name}' do not give the same, or it has no condition.");
    }

    private MapDefinition ReadMap(JsonElement json, DagBuilder graph, string name)
    {
        JsonElement body = json.GetProperty("body");
        string item = body.GetProperty("nodes")[0].Text("name")!;
        BodyDefinition read = ReadBody(json, "body", graph, name, "", item);
        int maxConcurrency = json.GetProperty("maxConcurrency").GetInt32();
        Port[] items = [.. json.GetProperty("inputs").EnumerateArray().Select(input => ReadPort(input, graph))];
        return items is [{ IsSequence: true }] && read.Results is [{ IsSequence: false }] && maxConcurrency >= 1
            ? new MapDefinition(graph, name, items[0], read, maxConcurrency)
            : throw new InvalidDataException($"'{name}' has no sequence of items, not one result, or a concurrency of {maxConcurrency}.");
    }

    private BodyDefinition ReadBody(JsonElement json, string property, DagBuilder graph, string node, string part, string? item) =>
        graph.Body(node, part, item, (scope, _) => ReadResults(json.GetProperty(property), scope, hasItem: item is not null));

    private DagValue[] ReadResults(JsonElement body, DagBuilder scope)
    {
        Port[] results = ReadResults(body, scope, hasItem: false);
        return Array.TrueForAll(results, static port => !port.IsSequence)
            ? Array.ConvertAll(results, static port => new DagValue(port))
            : throw new InvalidDataException($"'{scope.Name}' gives a sequence.");
    }

    private Port[] ReadResults(JsonElement body, DagBuilder scope, bool hasItem)
    {
        ReadBodyNodes(body, scope, hasItem);
        return body.TryGetProperty("results", out JsonElement results) ? [.. results.EnumerateArray().Select(result => ReadPort(result, scope))] : [];
    }

    /// <summary>Reads the nodes of a graph within a node; the first may be there already, which is the item of a map.</summary>
    private void ReadBodyNodes(JsonElement body, DagBuilder scope, bool hasItem)
    {
        int place = 0;
        foreach (JsonElement node in body.GetProperty("nodes").EnumerateArray())
        {
            if (place++ == 0 && hasItem)
            {
                ReadDeclared(node, scope.Nodes[0]);
                continue;
            }

            AddNode(node, scope);
        }
    }

    private static bool AreAlike(IReadOnlyList<Port> then, IReadOnlyList<Port> otherwise) =>
        then is [{ IsSequence: true }] ? otherwise[0].IsSequence : then.Concat(otherwise).All(static port => !port.IsSequence);

    private static void ReadDeclared(JsonElement json, NodeDefinition node)
    {
        if (!json.TryGetProperty("declared", out JsonElement declared))
        {
            return;
        }

        foreach (JsonElement one in declared.EnumerateArray())
        {
            node.Declared[(one.GetProperty("index").GetInt32(), one.Text("output"))] = TensorSpec.ReadFrom(one.GetProperty("spec"));
        }
    }

    private static Port[] ReadInputs(JsonElement json, DagBuilder graph) =>
        json.TryGetProperty("inputs", out JsonElement inputs) ? [.. inputs.EnumerateArray().Select(input => ReadValue(input, graph).Port)] : [];

    private static DagValue ReadValue(JsonElement json, DagBuilder graph) => ReadPort(json, graph) is { IsSequence: false } port
        ? new DagValue(port)
        : throw new InvalidDataException($"A sequence is used as a value in '{graph.Name}'.");

    private static Port ReadPort(JsonElement json, DagBuilder graph)
    {
        DagBuilder? scope = graph;
        for (int outwards = json.GetProperty("outwards").GetInt32(); outwards != 0 && scope is not null; outwards--)
        {
            scope = scope.Parent;
        }

        int number = json.GetProperty("node").GetInt32();
        int index = json.GetProperty("index").GetInt32();
        string? name = json.Text("output");
        if (scope is null || number < 0 || number >= scope.Nodes.Count || (name is null ? index < 0 : index != -1 || name.Length == 0))
        {
            throw new InvalidDataException($"A value in '{graph.Name}' is of no node: {json.GetRawText()}.");
        }

        NodeDefinition node = scope.Nodes[number];
        return new Port(node, index, name, node.GivesSequence);
    }

    private static string NotEmpty(JsonElement json, string property) =>
        json.Text(property) is { Length: > 0 } text ? text : throw new InvalidDataException($"A node has no {property}.");
}
