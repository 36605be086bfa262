using RedisAi.Backends;

namespace RedisAi.Docs.Tests;

/// <summary>A backend that knows the functions of the pages, in C#: it does not look at the text of the script.</summary>
internal sealed class DocumentedScripts : IScriptBackend
{
    private static readonly ScriptFunction[] s_functions =
    [
        Function("normalize", "x: Tensor", "mean: float"),
        Function("classify", "tensors: List[Tensor]", "keys: List[str]", "args: List[str]"),
        Function("pre_process", "image: Tensor"),
        Function("post_process", "logits: Tensor"),
        Function("rank", "tensors: List[Tensor]", "keys: List[str]", "args: List[str]"),
    ];

    public string Name => "TORCH";

    public bool Recognizes(ModelContent content) => false;

    public IModelSession Load(ModelContent content, ModelOptions options, CancellationToken cancellationToken) =>
        throw new ModelLoadException("This backend has no models.");

    public IScriptSession Compile(string source, ScriptOptions options, CancellationToken cancellationToken) => new Session();

    public void Dispose()
    {
    }

    private static ScriptFunction Function(string name, params string[] parameters) => new(
        name,
        $"def {name}({string.Join(", ", parameters)})",
        [.. parameters.Select(static parameter => parameter.Split(": ")).Select(static parts => new ScriptParameter(parts[0], parts[1], HasDefault: false))]);

    private sealed class Session : IScriptSession
    {
        public IReadOnlyList<ScriptFunction> Functions => s_functions;

        public IScriptExecution CreateExecution() => new Execution();

        public void Dispose()
        {
        }
    }

    private sealed class Execution : IScriptExecution
    {
        public void Execute(int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs)
        {
            if (s_functions[function].Name == "classify")
            {
                TensorValue[] logits = new TensorValue[1];
                host.RunModel(args[0], inputs, logits);
                host.ExecuteCommand("INCR", [keys[0]]);
                outputs.Add(logits[0]);
            }
            else
            {
                outputs.Add(inputs[0].AddReference());
            }
        }

        public void Cancel()
        {
        }

        public void ResetCancel()
        {
        }

        public void Dispose()
        {
        }
    }
}
