using RedisAi.Dags.Building;
using RedisAi.Dags.Execution;

namespace RedisAi.Dags.Drawing;

/// <summary>Makes the picture of a plan. A line goes from the box that gives a value to each that takes it, also across the frames of graphs within nodes.</summary>
internal sealed class SceneBuilder
{
    private readonly PlanShape _plan;
    private readonly Scene _scene;

    private SceneBuilder(PlanShape plan)
    {
        _plan = plan;
        _scene = new Scene(plan.Name);
    }

    public static Scene Build(PlanShape plan)
    {
        SceneBuilder builder = new(plan);
        builder.AddPlan();
        return builder._scene;
    }

    private void AddPlan()
    {
        PlanGraph graph = _plan.Graph;
        Dictionary<int, SceneSource[]> sources = [];
        for (int i = 0; i < _plan.Inputs.Length; i++)
        {
            TensorSpec input = _plan.Inputs[i];
            SceneBox box = _scene.AddBox(_scene.Root, "input", input.Name, "input", $"input {input}");
            sources[graph.InputSlots[i]] = [new SceneSource(box)];
        }

        AddNodes(_scene.Root, graph, sources);
        for (int i = 0; i < _plan.Outputs.Length; i++)
        {
            TensorSpec output = _plan.Outputs[i];
            Connect(graph, graph.ResultSlots[i], sources, _scene.AddBox(_scene.Root, "output", output.Name, "output", $"output {output}"));
        }

        for (int i = 0; i < _plan.Persists.Length; i++)
        {
            PersistDefinition persist = _plan.Persists[i];
            string title = persist.TimeToLive is { } time ? $"persist {persist.Key.Text}, for {time:c}" : $"persist {persist.Key.Text}";
            Connect(graph, graph.ResultSlots[_plan.Outputs.Length + i], sources, _scene.AddBox(_scene.Root, "persist", persist.Key.Text, "persist", title));
        }
    }

    private void AddNodes(SceneFrame frame, PlanGraph graph, Dictionary<int, SceneSource[]> sources)
    {
        foreach (PlanNode node in graph.Nodes)
        {
            SceneSource[][] results = node is MapNode map ? AddMap(frame, map, graph, sources) : AddNode(frame, node, graph, sources);
            foreach (PlanOutput output in node.Outputs)
            {
                sources[output.Slot] = results.Length == 1 || output.Index < 0 ? results[0] : results[output.Index];
            }
        }
    }

    /// <summary>Adds a map: its box is in the frame of its items, and gives them.</summary>
    private SceneSource[][] AddMap(SceneFrame frame, MapNode node, PlanGraph graph, Dictionary<int, SceneSource[]> sources)
    {
        SceneFrame items = _scene.AddFrame(frame, $"each item of {NameOf(graph, node)}");
        SceneBox box = AddBox(items, graph, node);
        Connect(graph, node.Inputs[0].Slot, sources, box);
        return AddBody(items, node.Body, box, sources);
    }

    /// <summary>Adds any other node, with the branches and the fallback that it has.</summary>
    /// <returns>Where its outputs come from: by their places, or one entry for all.</returns>
    private SceneSource[][] AddNode(SceneFrame frame, PlanNode node, PlanGraph graph, Dictionary<int, SceneSource[]> sources)
    {
        SceneBox box = AddBox(frame, graph, node);
        foreach (PlanInput input in node.Inputs)
        {
            Connect(graph, input.Slot, sources, box);
        }

        SceneSource[][] results = [[new SceneSource(box)]];
        if (node is IfNode choice)
        {
            SceneSource[][] then = AddBranch(frame, box, $"then of {NameOf(graph, node)}", "true", choice.Then, sources);
            results = Join(then, AddBranch(frame, box, $"otherwise of {NameOf(graph, node)}", "false", choice.Otherwise, sources));
        }

        return node.Fallback is { } fallback
            ? Join(results, AddBranch(frame, box, $"instead of {NameOf(graph, node)}", "if it fails", fallback, sources), isSecondDashed: true)
            : results;
    }

    private SceneSource[][] AddBranch(SceneFrame around, SceneBox box, string title, string label, PlanBody body, Dictionary<int, SceneSource[]> sources)
    {
        SceneFrame frame = _scene.AddFrame(around, title);
        _scene.Link(box, frame, label, isDashed: true);
        return AddBody(frame, body, item: null, sources);
    }

    /// <summary>Adds a graph within a node. What it gives on as it is gets a box of its own, so that it is seen where it comes from.</summary>
    private SceneSource[][] AddBody(SceneFrame frame, PlanBody body, SceneBox? item, Dictionary<int, SceneSource[]> around)
    {
        PlanGraph graph = body.Graph;
        Dictionary<int, SceneSource[]> sources = [];
        int place = 0;
        if (item is not null)
        {
            sources[graph.InputSlots[place++]] = [new SceneSource(item, "item")];
        }

        foreach (int slot in body.Captured)
        {
            sources[graph.InputSlots[place++]] = around[slot];
        }

        AddNodes(frame, graph, sources);
        SceneSource[][] results = [.. graph.ResultSlots.Select(slot => Array.TrueForAll(sources[slot], source => source.Box.IsWithin(frame)) ? sources[slot] : Give(frame, graph, slot, sources))];
        if (frame.Items.Count == 0)
        {
            _scene.AddBox(frame, "value", "nothing", "", "nothing");
        }

        return results;
    }

    private SceneSource[] Give(SceneFrame frame, PlanGraph graph, int slot, Dictionary<int, SceneSource[]> sources)
    {
        string name = string.Join(" or ", sources[slot].Select(static source => source.Box.Name).Distinct());
        SceneBox box = _scene.AddBox(frame, "value", name, "as it is", $"{name}, as it is");
        Connect(graph, slot, sources, box);
        return [new SceneSource(box)];
    }

    private void Connect(PlanGraph graph, int slot, Dictionary<int, SceneSource[]> sources, SceneBox box)
    {
        foreach (SceneSource source in sources[slot])
        {
            _scene.Link(source.Box, box, LabelOf(graph.Values[slot], source.Mark), source.IsDashed);
        }
    }

    private string LabelOf(PlanValue value, string mark)
    {
        string type = value.Type is { DataType: TensorDataType.Undefined, Lengths: null } ? "" : value.Type.TextOf(_plan.Axes);
        return string.Join(' ', new[] { mark, value.Name, type, value.IsSequence ? "×n" : "" }.Where(static part => part.Length > 0));
    }

    private SceneBox AddBox(SceneFrame frame, PlanGraph graph, PlanNode node)
    {
        (string kind, string label) = node.Description;
        string name = NameOf(graph, node);
        string detail = name == label ? kind : $"{kind} {label}";
        string timeout = node.Timeout is { } time ? $", at most {time:c}" : "";
        string concurrency = node is MapNode map ? $", {map.MaxConcurrency} items at once" : "";
        return _scene.AddBox(frame, kind, name, detail, $"{kind} {node.Path}{(name == label ? "" : $": {label}")}{concurrency}{timeout}");
    }

    /// <summary>What a node is called in its graph.</summary>
    private string NameOf(PlanGraph graph, PlanNode node) => graph == _plan.Graph ? node.Path : node.Path[(graph.Name.Length + 1)..];

    private static SceneSource[][] Join(SceneSource[][] first, SceneSource[][] second, bool isSecondDashed = false)
    {
        int count = Math.Max(first.Length, second.Length);
        return [.. Enumerable.Range(0, count).Select(place => (SceneSource[])
        [
            .. At(first, place),
            .. At(second, place).Select(source => source with { IsDashed = source.IsDashed || isSecondDashed }),
        ])];
    }

    /// <summary>One entry stands for all places.</summary>
    private static SceneSource[] At(SceneSource[][] sources, int place) => sources.Length == 1 ? sources[0] : place < sources.Length ? sources[place] : [];
}
