using System.Text.Json;
using RedisAi.Dags.Building;
using RedisAi.Persistence;

namespace RedisAi.Dags.Serialization;

/// <summary>Writes a graph as data, as far as it is data: <see cref="PlanReader"/> makes it again.</summary>
/// <remarks>A value is written as how many graphs outwards its node is, the number of the node there, and which of its outputs it is.</remarks>
internal sealed class PlanWriter
{
    public const int Format = 1;

    private readonly Utf8JsonWriter _json;
    private readonly Dictionary<NodeDefinition, int> _numbers = [];

    private PlanWriter(Utf8JsonWriter json) => _json = json;

    /// <summary>What of a graph cannot be written, as the end of a sentence; null when all of it can.</summary>
    public static string? Unwritable(DagBuilder graph)
    {
        if (graph.DefersTypes)
        {
            return "it is a command";
        }

        foreach (NodeDefinition node in graph.Nodes)
        {
            if (node is FunctionDefinition)
            {
                return $"its node '{graph.PathOf(node.Name)}' is a C# function";
            }

            if (node.Bodies.Select(static body => Unwritable(body.Scope)).FirstOrDefault(static reason => reason is not null) is { } within)
            {
                return within;
            }
        }

        return null;
    }

    public static byte[] Write(DagBuilder graph) => DurableJson.Write(json =>
    {
        PlanWriter writer = new(json);
        json.WriteNumber("format", Format);
        json.WriteText("name", graph.Name);
        writer.WriteNodes(graph);
        writer.WriteOutputs(graph);
        writer.WritePersists(graph);
    });

    private void WriteNodes(DagBuilder graph)
    {
        // All have numbers before one is written: a fallback may use what was added later.
        for (int i = 0; i < graph.Nodes.Count; i++)
        {
            _numbers[graph.Nodes[i]] = i;
        }

        _json.WriteStartArray("nodes");
        foreach (NodeDefinition node in graph.Nodes)
        {
            _json.WriteStartObject();
            WriteNode(graph, node);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteNode(DagBuilder graph, NodeDefinition node)
    {
        _json.WriteString("kind", NodeKind.Of(node));
        _json.WriteText("name", node.Name);
        WritePorts("inputs", graph, node.Inputs);
        _json.WriteSpan("timeout", node.Timeout);
        if (node.IsAlways)
        {
            _json.WriteBoolean("always", true);
        }

        WriteDeclared(node);
        switch (node)
        {
            case LoadDefinition load:
                _json.WriteText("key", load.Key.Text);
                break;
            case ModelDefinition model:
                _json.WriteText("key", model.Key);
                if (model.InputNames is { } names)
                {
                    _json.WriteTexts("inputNames", names);
                }

                break;
            case ScriptDefinition script:
                _json.WriteText("key", script.Key);
                _json.WriteText("function", script.Function);
                _json.WriteTexts("keys", script.Keys.Select(static key => key.Text));
                _json.WriteTexts("args", script.Args.Select(static arg => arg.Text));
                break;
            case IfDefinition branches:
                WriteBody("then", branches.Then);
                WriteBody("otherwise", branches.Otherwise);
                break;
            case MapDefinition map:
                _json.WriteNumber("maxConcurrency", map.MaxConcurrency);
                WriteBody("body", map.Body);
                break;
        }

        if (node.Fallback is { } fallback)
        {
            WriteBody("fallback", fallback);
        }
    }

    private void WriteBody(string name, BodyDefinition body)
    {
        _json.WriteStartObject(name);
        WriteNodes(body.Scope);
        WritePorts("results", body.Scope, body.Results);
        _json.WriteEndObject();
    }

    private void WriteDeclared(NodeDefinition node)
    {
        if (node.Declared.Count == 0)
        {
            return;
        }

        _json.WriteStartArray("declared");
        foreach (((int index, string? name), TensorSpec spec) in node.Declared)
        {
            _json.WriteStartObject();
            _json.WriteNumber("index", index);
            _json.WriteText("output", name);
            _json.WriteStartObject("spec");
            spec.WriteTo(_json);
            _json.WriteEndObject();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteOutputs(DagBuilder graph)
    {
        _json.WriteStartArray("outputs");
        foreach ((string name, Port port) in graph.Outputs)
        {
            _json.WriteStartObject();
            _json.WriteText("name", name);
            _json.WritePropertyName("value");
            WritePort(graph, port);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WritePersists(DagBuilder graph)
    {
        _json.WriteStartArray("persists");
        foreach (PersistDefinition persist in graph.Persists)
        {
            _json.WriteStartObject();
            _json.WriteText("key", persist.Key.Text);
            _json.WriteSpan("timeToLive", persist.TimeToLive);
            _json.WritePropertyName("value");
            WritePort(graph, persist.Port);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WritePorts(string name, DagBuilder graph, IReadOnlyList<Port> ports)
    {
        if (ports.Count == 0)
        {
            return;
        }

        _json.WriteStartArray(name);
        foreach (Port port in ports)
        {
            WritePort(graph, port);
        }

        _json.WriteEndArray();
    }

    private void WritePort(DagBuilder graph, Port port)
    {
        int outwards = 0;
        for (DagBuilder scope = graph; scope != port.Node.Scope; scope = scope.Parent!)
        {
            outwards++;
        }

        _json.WriteStartObject();
        _json.WriteNumber("outwards", outwards);
        _json.WriteNumber("node", _numbers[port.Node]);
        _json.WriteNumber("index", port.Index);
        _json.WriteText("output", port.Name);
        _json.WriteEndObject();
    }
}
