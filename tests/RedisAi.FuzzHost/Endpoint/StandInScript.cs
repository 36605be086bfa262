using RedisAi.Backends;
using RedisAi.Tensors;

namespace RedisAi.FuzzHost.Endpoint;

/// <summary>A script whose functions do what they are called: <c>run</c> a command of the keyspace, run a <c>model</c>, <c>get</c> or <c>put</c> a tensor, or <c>echo</c> the inputs.</summary>
internal sealed class StandInScript(IReadOnlyList<string> functions) : IScriptSession, IScriptExecution
{
    private static readonly ScriptParameter[] s_parameters = [new("tensors", "List[Tensor]", HasDefault: false), new("keys", "List[str]", HasDefault: false), new("args", "List[str]", HasDefault: false)];

    public IReadOnlyList<ScriptFunction> Functions { get; } = [.. functions.Select(static name => new ScriptFunction(name, $"def {name}()", s_parameters))];

    public IScriptExecution CreateExecution() => this;

    public void Execute(int function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs)
    {
        try
        {
            Call(Functions[function].Name, inputs, keys, args, host, outputs);
        }
        catch (Exception error) when (error is RedisAiException or ArgumentException)
        {
            // As a runtime does, whose operator has failed.
            throw new BackendException("TORCH", 1, error.Message, error);
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

    private static void Call(string function, ReadOnlySpan<TensorValue> inputs, ReadOnlySpan<string> keys, ReadOnlySpan<string> args, IScriptHost host, RunOutputs outputs)
    {
        switch (function)
        {
            case "run" when args.Length > 0:
                string reply = host.ExecuteCommand(args[0], args[1..]).ToString();
                outputs.Add(TensorValue.CreateStrings(TensorShape.Create(1), [reply]));
                break;
            case "model" when keys.Length > 0:
                RunModel(keys[0], inputs, host, outputs);
                break;
            case "get" when keys.Length > 0:
                outputs.Add(host.GetTensor(keys[0]));
                break;
            case "put" when keys.Length > 0 && inputs.Length > 0:
                host.SetTensor(keys[0], inputs[0]);
                break;
            default:
                foreach (TensorValue input in inputs)
                {
                    outputs.Add(input.AddReference());
                }

                break;
        }
    }

    private static void RunModel(string key, ReadOnlySpan<TensorValue> inputs, IScriptHost host, RunOutputs outputs)
    {
        TensorValue[] results = new TensorValue[1];
        host.RunModel(key, inputs, results);
        outputs.Add(results[0]);
    }
}
