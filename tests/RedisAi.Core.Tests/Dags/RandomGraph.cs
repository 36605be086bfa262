namespace RedisAi.Tests.Dags;

/// <summary>A random graph of nodes in C#, both as a plan and as <see cref="ReferenceNode"/>: the same numbers come of it, or the same nodes fail.</summary>
internal sealed class RandomGraph
{
    private const int MaxDepth = 2;

    private readonly Random _random;
    private readonly IGraphWork _work;
    private readonly ReferenceScope _plan = new();
    private readonly List<ReferenceNode> _inputs = [];
    private int _names;

    /// <param name="ai">The engine.</param>
    /// <param name="random">Tells all.</param>
    /// <param name="work">How nodes spend their time.</param>
    public RandomGraph(RedisAiEngine ai, Random random, IGraphWork work)
    {
        (_random, _work) = (random, work);
        DagBuilder dag = ai.CreateDag("random");
        List<Known> known = [];
        for (int i = 0; i < _random.Next(1, 4); i++)
        {
            ReferenceNode input = new(_plan, $"x{i}");
            _inputs.Add(input);
            known.Add(new Known(new ReferenceValue(input, 0), dag.Input($"x{i}")));
        }

        AddNodes(dag, _plan, "", known, _random.Next(1, 14), depth: 0);
        for (int i = 0; i < _random.Next(1, 5); i++)
        {
            Known output = Choose(known);
            dag.Output($"y{i}", output.Value);
            _plan.Results.Add(output.Reference);
        }

        OutputCount = _plan.Results.Count;
        for (int i = 0; i < _random.Next(3); i++)
        {
            Known kept = Choose(known);
            dag.Persist(kept.Value, $"{{run}}:{i}");
            _plan.Results.Add(kept.Reference);
        }

        Plan = dag.Compile();
    }

    public DagPlan Plan { get; }

    public int InputCount => _inputs.Count;

    public int OutputCount { get; }

    /// <summary>What a run gives, its outputs and then what it persists; null when it fails.</summary>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="failures">The nodes of which one fails first.</param>
    public long[]? Evaluate(long[] inputs, out HashSet<string> failures) =>
        _plan.Evaluate(null, _inputs.Zip(inputs), failures = []) is { } results ? Array.ConvertAll(results, static result => result[0]) : null;

    private void AddNodes(DagBuilder dag, ReferenceScope scope, string prefix, List<Known> known, int count, int depth)
    {
        for (int i = 0; i < count; i++)
        {
            int kind = _random.Next(depth < MaxDepth ? 12 : 9);
            if (kind < 9)
            {
                AddFunction(kind, dag, scope, prefix, known, depth);
            }
            else if (kind < 11)
            {
                AddChoice(dag, scope, prefix, known, depth);
            }
            else
            {
                AddItems(dag, scope, prefix, known, depth);
            }
        }
    }

    private void AddFunction(int kind, DagBuilder dag, ReferenceScope scope, string prefix, List<Known> known, int depth)
    {
        string name = $"n{_names++}";
        Known[] inputs = [.. Enumerable.Range(0, kind switch { < 4 => 1, < 6 => 2, _ => _random.Next(1, 4) }).Select(_ => Choose(known))];
        NumberFunction function = new(
            $"{prefix}{name}",
            _random.Next(1, 1_000),
            outputs: kind is 6 or 7 or 8 ? _random.Next(1, 4) : 1,
            isIdentity: kind == 0,
            isRisky: kind > 0 && _random.Next(5) == 0,
            _work);
        DagValue[] values = Array.ConvertAll(inputs, static input => input.Value);
        string[] names = [.. Enumerable.Range(0, function.Outputs).Select(static place => $"o{place}")];
        DagNode node = kind switch
        {
            0 or 1 or 2 => dag.Function(name, function.Single, values[0]).Node,
            3 => dag.Function(name, function.SingleAsync, values[0]).Node,
            4 or 5 => dag.Function(name, function.Pair, values[0], values[1]).Node,
            6 => dag.Function(name, names, function.Several, values),
            7 => dag.Function(name, names, function.SeveralAsync, values),
            _ => dag.Kernel(name, function.Outputs, function.Kernel, values),
        };
        ReferenceNode reference = new(scope, function.Path, Array.ConvertAll(inputs, static input => input.Reference))
        {
            Evaluate = (_, given, failures) => function.Evaluate(Array.ConvertAll(given, static input => input[0]), failures),
        };
        AddFallback(node, reference, known, function.Outputs, depth);
        AddOutputs(node, reference, known, function.Outputs);
    }

    private void AddChoice(DagBuilder dag, ReferenceScope scope, string prefix, List<Known> known, int depth)
    {
        string name = $"n{_names++}";
        string path = $"{prefix}{name}";
        int count = _random.Next(1, 3);
        Known condition = Choose(known);
        DagValue flag = dag.Function($"{name}?", static x => AiTensor.Create<bool>([], [x.AsSpan<long>()[0] % 2 == 0]), condition.Value);
        ReferenceScope whereTrue = new();
        ReferenceScope whereFalse = new();
        DagNode node = dag.If(
            name,
            flag,
            then => AddBody(then, whereTrue, $"{path}/then/", known, count, depth),
            otherwise => AddBody(otherwise, whereFalse, $"{path}/otherwise/", known, count, depth));
        ReferenceNode reference = new(scope, path, condition.Reference)
        {
            Evaluate = (frame, given, failures) => (given[0][0] % 2 == 0 ? whereTrue : whereFalse).Evaluate(frame, [], failures),
        };
        reference.Bodies.AddRange([whereTrue, whereFalse]);
        AddFallback(node, reference, known, count, depth);
        AddOutputs(node, reference, known, count);
    }

    private void AddItems(DagBuilder dag, ReferenceScope scope, string prefix, List<Known> known, int depth)
    {
        string name = $"n{_names++}";
        string path = $"{prefix}{name}";
        Known source = Choose(known);
        int most = _random.Next(1, 8);
        DagSequence items = dag.Split($"{name}/", given => [.. NumberFunction.Items(given[0].AsSpan<long>()[0], most).Select(NumberFunction.Tensor)], source.Value);
        ReferenceScope body = new();
        ReferenceNode itemNode = new(body, $"{path}/item");
        DagSequence each = dag.Map(
            name,
            items,
            (builder, item) => AddBody(builder, body, $"{path}/", [.. known, new Known(new ReferenceValue(itemNode, 0), item)], 1, depth)[0],
            _random.Next(1, 5));
        ReferenceNode map = new(scope, path, source.Reference)
        {
            Evaluate = (frame, given, failures) =>
            {
                long[][]?[] results = [.. NumberFunction.Items(given[0][0], most).Select(item => body.Evaluate(frame, [(itemNode, item)], failures))];
                return results.Contains(null) ? null : [[.. results.Select(static result => result![0][0])]];
            },
        };
        map.Bodies.Add(body);
        ReferenceNode gather = new(scope, $"{path}+", new ReferenceValue(map, 0)) { Evaluate = static (_, given, _) => [[NumberFunction.Mix(7, given[0])]] };
        DagValue all = dag.Gather($"{name}+", static given => NumberFunction.Tensor(NumberFunction.Mix(7, [.. given.Select(static item => item.AsSpan<long>()[0])])), each);
        AddOutputs(all.Node, gather, known, 1);
    }

    private void AddFallback(DagNode node, ReferenceNode reference, List<Known> known, int count, int depth)
    {
        if (depth < MaxDepth && _random.Next(5) == 0)
        {
            ReferenceScope fallback = new();
            node.WithFallback(body => AddBody(body, fallback, $"{reference.Path}/fallback/", known, count, depth));
            reference.Fallback = fallback;
            reference.Bodies.Add(fallback);
        }
    }

    private DagValue[] AddBody(DagBuilder dag, ReferenceScope scope, string prefix, List<Known> around, int count, int depth)
    {
        List<Known> known = [.. around];
        AddNodes(dag, scope, prefix, known, _random.Next(4), depth + 1);
        Known[] results = [.. Enumerable.Range(0, count).Select(_ => Choose(known))];
        scope.Results.AddRange(results.Select(static result => result.Reference));
        return Array.ConvertAll(results, static result => result.Value);
    }

    private void AddOutputs(DagNode node, ReferenceNode reference, List<Known> known, int count)
    {
        for (int i = 0; i < count; i++)
        {
            DagValue value = node[i];
            known.Add(new Known(new ReferenceValue(reference, i), _random.Next(4) == 0 ? value.WithType(TensorDataType.Int64, [1]) : value));
        }
    }

    /// <summary>Mostly one of the latest, so that graphs get deep.</summary>
    private Known Choose(List<Known> known) => known[_random.Next(2) == 0 ? _random.Next(known.Count) : Math.Max(0, known.Count - 1 - _random.Next(3))];

    private sealed record Known(ReferenceValue Reference, DagValue Value);
}
