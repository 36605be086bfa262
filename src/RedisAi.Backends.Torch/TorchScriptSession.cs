using RedisAi.Backends.Torch.Interop;

namespace RedisAi.Backends.Torch;

/// <summary>A compiled script.</summary>
internal sealed class TorchScriptSession : IScriptSession
{
    private readonly TorchModuleHandle _module;

    public TorchScriptSession(TorchModuleHandle module)
    {
        _module = module;
        List<ScriptFunction> functions = [];
        foreach (ref readonly RaitFunction function in module.Functions)
        {
            functions.Add(Describe(in function));
        }

        Functions = functions;
    }

    public IReadOnlyList<ScriptFunction> Functions { get; }

    public IScriptExecution CreateExecution() => new TorchScriptExecution(_module);

    public void Dispose() => _module.Dispose();

    private static ScriptFunction Describe(in RaitFunction function)
    {
        List<ScriptParameter> parameters = [];
        foreach (ref readonly RaitParameter parameter in function.ParameterSpan)
        {
            parameters.Add(new ScriptParameter(parameter.Name.ToString(), parameter.Type.ToString(), parameter.HasDefault != 0));
        }

        string name = function.Name.ToString();
        return new ScriptFunction(name, $"def {name}{function.Declaration}", parameters);
    }
}
