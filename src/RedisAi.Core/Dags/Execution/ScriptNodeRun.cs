using RedisAi.Backends;
using RedisAi.Dags.Building;
using RedisAi.Dags.Compilation;

namespace RedisAi.Dags.Execution;

/// <summary>Calls a function of a script.</summary>
internal sealed class ScriptNodeRun(GraphRun graph, ScriptNode plan) : AwaitingNodeRun<ScriptResult>(graph, plan)
{
    private readonly InferenceOptions _options = new();
    private ScriptResult _result;
    private bool _succeeded;

    protected override bool Begin()
    {
        _options.Timeout = TimeLeft();
        return Await(plan.Script.RunPartAsync(plan.Definition.Function, Inputs, Fill(plan.Definition.Keys), Fill(plan.Definition.Args), _options, MayHoldThread, Scope.Token));
    }

    protected override void Take(ScriptResult result)
    {
        (_result, _succeeded) = (result, true);
        plan.Definition.ThrowIfUnexpected(result.Count);
    }

    protected override TensorValue TakeOutput(in PlanOutput output)
    {
        if (output.Index >= _result.Count)
        {
            throw new TensorMismatchException(
                "outputs", $"more than {output.Index}", $"{_result.Count}", $"The function '{plan.Definition.Function}' gave {_result.Count} tensors; output {output.Index} is used.");
        }

        return (output.Name is { } name ? _result[name] : _result[output.Index]).Lease();
    }

    protected override void CleanUp()
    {
        if (_succeeded)
        {
            _result.Dispose();
        }

        (_result, _succeeded) = (default, false);
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
