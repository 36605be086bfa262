using System.Text.RegularExpressions;
using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.Hosting.Tests;

/// <summary>Stands in for a native runtime that compiles scripts: each <c>def</c> is a function that gives back what it gets.</summary>
internal sealed partial class FakeScriptBackend(string name = "FAKESCRIPT", string extension = ".fakescript") : IScriptBackend
{
    private readonly FakeBackend _models = new(name, extension);

    public string Name => name;

    public bool Recognizes(ModelContent content) => _models.Recognizes(content);

    public IModelSession Load(ModelContent content, LoadOptions options, CancellationToken cancellationToken) => _models.Load(content, options, cancellationToken);

    public IScriptSession Compile(ScriptContent content, LoadOptions options, CancellationToken cancellationToken)
    {
        string[] functions = [.. Definition().Matches(content.Text).Select(static match => match.Groups["name"].Value)];
        return functions.Length == 0 ? throw new ScriptCompilationException("expected def") : new Session(functions);
    }

    public void Dispose() => _models.Dispose();

    [GeneratedRegex(@"^def (?<name>\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Definition();

    private sealed class Session(string[] functions) : IScriptSession
    {
        public IReadOnlyList<ScriptFunction> Functions { get; } =
            [.. functions.Select(static name => new ScriptFunction(name, $"def {name}(x: List[Tensor])", [new ScriptParameter("x", "List[Tensor]", HasDefault: false)]))];

        public IScriptExecution CreateExecution() => new Execution();

        public void Dispose()
        {
        }
    }

    private sealed class Execution : IScriptExecution
    {
        public void Execute(int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs)
        {
            foreach (TensorValue input in inputs)
            {
                outputs.Add(input.AddReference());
            }

            if (!keys.IsEmpty)
            {
                host.ExecuteCommand("SET", [keys[0], "seen"]);
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
