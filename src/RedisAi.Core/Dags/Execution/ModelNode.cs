using RedisAi.Dags.Building;
using RedisAi.Models;

namespace RedisAi.Dags.Execution;

/// <summary>Calls a model, whatever version serves when it is called, as long as that fits the plan.</summary>
internal sealed class ModelNode(NodeFrame frame) : PlanNode(frame)
{
    private const int MostBindings = 4;

    // Those for other versions than the one that the plan was compiled against, the latest first: several may answer at the same time.
    private ModelBinding[] _others = [];

    public required ModelDefinition Definition { get; init; }

    public required ModelHandle Model { get; init; }

    /// <summary>How the version is called that the plan was compiled against.</summary>
    public required ModelBinding Compiled { get; init; }

    public override NodeRun CreateRun(GraphRun graph) => new ModelNodeRun(graph, this);

    /// <summary>How a version is called.</summary>
    /// <exception cref="TensorMismatchException">It does not fit the plan.</exception>
    public ModelBinding Bind(ModelContract contract)
    {
        if (ReferenceEquals(Compiled.Contract, contract))
        {
            return Compiled;
        }

        foreach (ModelBinding binding in Volatile.Read(ref _others))
        {
            if (ReferenceEquals(binding.Contract, contract))
            {
                return binding;
            }
        }

        return BindAnew(contract);
    }

    /// <summary>The place of an output among those of a version: that of the name that it had when the plan was compiled, wherever it is now.</summary>
    /// <param name="output">The output.</param>
    /// <param name="now">The outputs of the version.</param>
    /// <returns>-1 when it is not there.</returns>
    public int PlaceOf(in PlanOutput output, IReadOnlyList<TensorSpec> now)
    {
        if (output.Name is { } asked)
        {
            return ModelSignature.PlaceOf(now, asked);
        }

        ModelSignature was = Compiled.Contract.Signature;
        if (was.HasOpenOutputs)
        {
            return output.Index < now.Count ? output.Index : -1;
        }

        string name = was.Outputs[output.Index].Name;
        if (output.Index < now.Count && now[output.Index].Name == name)
        {
            return output.Index;
        }

        // An output that was renamed is at its place, one that was moved is not.
        return ModelSignature.PlaceOf(now, name) is var moved and >= 0 ? moved
            : output.Index < now.Count && ModelSignature.PlaceOf(was.Outputs, now[output.Index].Name) < 0 ? output.Index
            : -1;
    }

    private ModelBinding BindAnew(ModelContract contract)
    {
        List<string> problems = [];
        ModelBinding? binding = Compiled.Follow(Definition, contract, problems.Add);
        if (binding is not null)
        {
            CompareStates(binding, problems);
            CompareInputs(binding, problems);
            CompareOutputs(contract.Signature, problems);
        }

        if (binding is null || problems.Count > 0)
        {
            throw new TensorMismatchException(
                Definition.Key,
                $"{Compiled.Contract.Signature}",
                $"{contract.Signature}",
                $"Version {contract.Version} of the model '{Definition.Key}' does not fit the plan, which was compiled against version {Compiled.Contract.Version}: {string.Join(" ", problems)} Compile the plan again.");
        }

        binding = binding with { OutputChecks = ChecksOf(contract) };

        // Whoever comes second at the same time overwrites the first, who will bind once more.
        Volatile.Write(ref _others, [binding, .. _others.Take(MostBindings - 1)]);
        return binding;
    }

    /// <summary>Runs of a plan that knows of no states have no session, and no order.</summary>
    private void CompareStates(ModelBinding binding, List<string> problems)
    {
        if (binding.UsesSession && !Compiled.UsesSession)
        {
            IEnumerable<string> states = binding.Contract.States.Select(place => binding.Contract.Signature.Inputs[place].Name);
            problems.Add($"it keeps the states {PlanProblems.List(states)} for sessions now, which the plan does not know of.");
        }
    }

    private void CompareInputs(ModelBinding binding, List<string> problems)
    {
        for (int i = 0; i < binding.Inputs.Length; i++)
        {
            TensorSpec was = Compiled.Contract.Signature.Inputs[Compiled.Inputs[i]];
            TensorSpec now = binding.Contract.Signature.Inputs[binding.Inputs[i]];
            if (!IsCompatible(was, now))
            {
                problems.Add($"its input '{now.Name}' was {was.TypeAndShape} and is {now.TypeAndShape}.");
            }
        }
    }

    private void CompareOutputs(ModelSignature now, List<string> problems)
    {
        ModelSignature was = Compiled.Contract.Signature;
        if (was.HasOpenOutputs || now.HasOpenOutputs)
        {
            // Only a run tells.
            return;
        }

        foreach (PlanOutput output in Outputs)
        {
            TensorSpec before = was.Outputs[output.Name is null ? output.Index : ModelSignature.IndexOf(was.Outputs, output.Name)];
            TensorSpec? after = PlaceOf(in output, now.Outputs) is var place and >= 0 ? now.Outputs[place] : null;
            if (after is null)
            {
                problems.Add($"its output '{before.Name}' is not there any more.");
            }
            else if (!IsCompatible(after, before))
            {
                problems.Add($"its output '{before.Name}' was {before.TypeAndShape} and is {after.TypeAndShape}.");
            }
        }
    }

    /// <summary>What the plan takes for granted of outputs, and a version does not declare, is looked at when they come.</summary>
    private Dictionary<int, EdgeCheck>? ChecksOf(ModelContract contract)
    {
        ModelSignature was = Compiled.Contract.Signature;
        ModelSignature now = contract.Signature;
        if (was.HasOpenOutputs)
        {
            return null;
        }

        Dictionary<int, EdgeCheck> checks = [];
        foreach (PlanOutput output in Outputs)
        {
            TensorSpec before = was.Outputs[output.Name is null ? output.Index : ModelSignature.IndexOf(was.Outputs, output.Name)];
            int place = now.HasOpenOutputs ? -1 : PlaceOf(in output, now.Outputs);
            if (place < 0 || SaysLess(now.Outputs[place], before))
            {
                string edge = $"Output '{before.Name}' of version {contract.Version} of the model '{Definition.Key}' (the plan was compiled against version {Compiled.Contract.Version})";
                checks[output.Slot] = new EdgeCheck(edge, before.Name, before);
            }
        }

        return checks.Count == 0 ? null : checks;
    }

    private static bool SaysLess(TensorSpec now, TensorSpec before)
    {
        if ((now.DataType == TensorDataType.Undefined && before.DataType != TensorDataType.Undefined) || (!now.Shape.IsRankKnown && before.Shape.IsRankKnown))
        {
            return true;
        }

        for (int axis = 0; now.Shape.IsRankKnown && before.Shape.IsRankKnown && axis < before.Shape.Rank; axis++)
        {
            if (now.Shape[axis] == ShapePattern.AnyLength && before.Shape[axis] != ShapePattern.AnyLength)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether all that is known of what is given may be taken; lengths that are not known are looked at when values arrive.</summary>
    private static bool IsCompatible(TensorSpec given, TensorSpec taken)
    {
        bool typeFits = given.DataType.MayBe(taken.DataType);
        if (!typeFits || !given.Shape.IsRankKnown || !taken.Shape.IsRankKnown)
        {
            return typeFits;
        }

        if (given.Shape.Rank != taken.Shape.Rank)
        {
            return false;
        }

        for (int axis = 0; axis < given.Shape.Rank; axis++)
        {
            (long one, long other) = (given.Shape[axis], taken.Shape[axis]);
            if (one != other && one != ShapePattern.AnyLength && other != ShapePattern.AnyLength)
            {
                return false;
            }
        }

        return true;
    }
}
