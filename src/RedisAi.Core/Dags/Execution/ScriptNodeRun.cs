using RedisAi.Dags.Building;
using RedisAi.Errors;
using RedisAi.Tensors;

namespace RedisAi.Dags.Execution;

/// <summary>Calls a function of a script.</summary>
internal sealed class ScriptNodeRun(GraphRun graph, ScriptNode plan) : AwaitingNodeRun<ScriptResult>(graph, plan)
{
    private readonly InferenceOptions _options = new();
    private ScriptResult _result;
    private bool _succeeded;

    protected override bool Begin()
    {
        (_options.Timeout, _options.ScriptGuard) = (TimeLeft(), Scope.ScriptGuard);
        return Await(plan.Script.RunPartAsync(plan.Definition.Function, Inputs, Fill(plan.Definition.Keys), Fill(plan.Definition.Args), _options, MayHoldThread, Scope.Token));
    }

    protected override void Take(ScriptResult result)
    {
        (_result, _succeeded) = (result, true);
        plan.Definition.ThrowIfUnexpected(result.Count);
    }

    protected override TensorValue TakeOutput(in PlanOutput output)
    {
        int place = output.Name is null ? output.Index : PlaceOf(output.Name);
        return place >= 0 && place < _result.Count ? _result[place].Lease() : throw Missing(in output);
    }

    protected override void CleanUp()
    {
        if (_succeeded)
        {
            _result.Dispose();
        }

        (_result, _succeeded) = (default, false);
    }

    /// <summary>The place of a name among those that the function gave with its tensors; -1 when it is not there.</summary>
    private int PlaceOf(string name)
    {
        for (int i = 0; i < _result.Count; i++)
        {
            if (_result.GetName(i) == name)
            {
                return i;
            }
        }

        return -1;
    }

    private TensorMismatchException Missing(in PlanOutput output)
    {
        string function = plan.Definition.Function;
        if (output.Name is not { } name)
        {
            return new TensorMismatchException(
                "outputs", $"more than {output.Index}", $"{_result.Count}", $"The function '{function}' gave {Counted.Of(_result.Count, "tensor")}; output {output.Index} is used.");
        }

        string names = PlanProblems.List(Enumerable.Range(0, _result.Count).Select(_result.GetName).OfType<string>());
        return new TensorMismatchException("outputs", name, names, $"The function '{function}' gave no output '{name}'; the names of its outputs: {names}.");
    }

    private string[] Fill(IReadOnlyList<KeyTemplate> templates)
    {
        if (templates.Count == 0)
        {
            return [];
        }

        string[] texts = new string[templates.Count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = templates[i].Fill(Scope.ValueOf);
        }

        return texts;
    }
}
