using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Tests.Scripts;

/// <summary>What the body of a fake function has.</summary>
internal readonly ref struct FakeCall(
    ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs, ManualResetEventSlim stop)
{
    public ReadOnlySpan<TensorValue> Inputs { get; } = inputs;

    public ReadOnlySpan<string> Keys { get; } = keys;

    public ReadOnlySpan<string> Args { get; } = args;

    public IScriptHost Host { get; } = host;

    public RunOutputs Outputs { get; } = outputs;

    /// <summary>Set when the call is asked to stop.</summary>
    public ManualResetEventSlim Stop { get; } = stop;
}

/// <summary>The body of a fake function.</summary>
internal delegate void FakeBody(FakeCall call);

/// <summary>Functions written in C# that stand for those of a script.</summary>
internal sealed class FakeScript
{
    private readonly List<(ScriptFunction Function, FakeBody Body)> _functions = [];

    /// <summary>Gives its inputs back.</summary>
    public static FakeScript Echo { get; } = new FakeScript().Add("echo", static call =>
    {
        foreach (TensorValue input in call.Inputs)
        {
            call.Outputs.Add(input.AddReference());
        }
    });

    public IReadOnlyList<ScriptFunction> Functions => [.. _functions.Select(static function => function.Function)];

    /// <summary>Adds a function in RedisAI's form.</summary>
    public FakeScript Add(string name, FakeBody body) => Add(name, "tensors: List[Tensor], keys: List[str], args: List[str]", body);

    /// <summary>Adds a function.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="parameters">As in <c>x: Tensor, y: int = 3</c>; no comma within a type but before a blank and a name.</param>
    /// <param name="body">What it does.</param>
    public FakeScript Add(string name, string parameters, FakeBody body)
    {
        _functions.Add((new ScriptFunction(name, $"def {name}({parameters})", [.. Parameters(parameters)]), body));
        return this;
    }

    public void Run(int function, FakeCall call) => _functions[function].Body(call);

    private static IEnumerable<ScriptParameter> Parameters(string text)
    {
        string[] parts = text.Split(": ");
        for (int i = 1; i < parts.Length; i++)
        {
            string name = parts[i - 1].Split(", ")[^1];
            string declared = i == parts.Length - 1 ? parts[i] : parts[i][..parts[i].LastIndexOf(", ", StringComparison.Ordinal)];
            string[] typeAndDefault = declared.Split(" = ");
            yield return new ScriptParameter(name, typeAndDefault[0], HasDefault: typeAndDefault.Length > 1);
        }
    }
}
